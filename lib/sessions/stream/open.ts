import { assertCanUseSession } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { SessionId } from "@/lib/ids";
import { type SessionHub, sessionHub } from "@/lib/sessions/stream/hub";
import { readPosition } from "@/lib/sessions/stream/log-reads";
import type { PreviewedType } from "@/lib/sessions/stream/types";

/** Headers of a stream that no proxy, cache or compression may hold back. */
export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

type Options = {
  previews?: readonly PreviewedType[];
  /** Ends the stream. */
  signal: AbortSignal;
};

/**
 * Everything that is added to the session's log from the moment this resolves, as server-sent events; ends with the session. Nothing is
 * replayed, and nothing that is committed afterwards is missed. Throws `forbidden`, `not_found`.
 */
export async function openSessionStream(
  ctx: Ctx,
  sessionId: SessionId,
  { previews = [], signal }: Options,
  hub: SessionHub = sessionHub(ctx.db),
): Promise<ReadableStream<Uint8Array>> {
  assertCanUseSession(ctx.actor, sessionId, "read");
  await hub.listen();
  const { session, subscriber } = hub.join(ctx.workspaceId, sessionId, new Set(previews));
  const leave = () => subscriber.leave("aborted");
  signal.addEventListener("abort", leave, { once: true });
  try {
    const position = await readPosition(ctx, sessionId);
    session.begin(position);
    subscriber.begin(position.head);
    if (position.status === "terminated") subscriber.close();
    if (signal.aborted) leave();
    return subscriber.stream;
  } catch (error) {
    leave();
    throw error;
  }
}
