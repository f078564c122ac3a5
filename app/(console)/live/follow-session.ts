/** A session's stream inside the console's: previews as they are, of stored events only that they are there, since the page reads rows, not events. */
import type { Ctx } from "@/lib/context";
import { isId } from "@/lib/ids";
import { openSessionStream } from "@/lib/sessions/stream/open";
import { PREVIEWED_TYPES } from "@/lib/sessions/stream/types";

type Reader = {
  send: (text: string) => void;
  /** Resolves once the browser has taken in what was sent. */
  room: () => Promise<void>;
  signal: AbortSignal;
};

/**
 * Sends until the signal or the session's end. Before the first news it says `following`: from then on nothing is missed, so what came before can
 * be read. Rejects where the stream broke: whoever follows must come back. Throws `forbidden`, `not_found`.
 */
export async function followSession(ctx: Ctx, sessionId: string, { send, room, signal }: Reader): Promise<void> {
  if (!isId("session", sessionId)) return;
  const stream = await openSessionStream(ctx, sessionId, { previews: PREVIEWED_TYPES, signal });
  send(`event: following\ndata: ${JSON.stringify({ id: sessionId })}\n\n`);
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  // Whoever leaves a stream is sent nothing more, not even its end.
  signal.addEventListener("abort", () => void reader.cancel(), { once: true });
  while (!signal.aborted) {
    await room();
    // Each piece is one frame: that is how subscribers send them.
    const { done, value } = await reader.read();
    if (done) return;
    const frame = decoder.decode(value);
    if (frame.startsWith(":")) continue;
    send(frame.startsWith("event: event_") ? frame : `event: log\ndata: ${nameOf(frame)}\n\n`);
  }
}

const nameOf = (frame: string) => JSON.stringify({ type: frame.slice("event: ".length, frame.indexOf("\n")) });
