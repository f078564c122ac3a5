/**
 * What web and worker tell each other about live sessions, over PostgreSQL's NOTIFY: it arrives after the commit it belongs to, perhaps after
 * news of a later one, or not at all. Nothing rests on its arrival: rows are the truth, whoever hears of one reads all that is new, and a sweep
 * finds what nobody heard.
 */
import type { Ctx } from "@/lib/context";
import { notifyAfterCommit, notifyNow } from "@/lib/db/workspace-transaction";
import type { EventId, SessionId, WorkspaceId } from "@/lib/ids";

/** A session's log grew, or what was queued in it took effect. Whoever streams the session reads those rows. */
export const LOG_CHANNEL = "reverie_log";
/** `seq` from and to (nothing new where `from > to`), and the `seq` of older events that got their `processed_at`. Where the session is no longer there, it was deleted. */
export type LogNews = [workspaceId: WorkspaceId, sessionId: SessionId, fromSeq: number, toSeq: number, processed: number[]];

/** A session has something for the agent loop: input, a result, an interrupt. The worker that runs it wakes; if none does, one begins. */
export const WAKE_CHANNEL = "reverie_wake";
export type WakeNews = [workspaceId: WorkspaceId, sessionId: SessionId, run: number];

/** Somebody streams the session with live previews; said again every 10 s while they do. The worker sends none without. */
export const WATCH_CHANNEL = "reverie_watch";
export type WatchNews = [workspaceId: WorkspaceId, sessionId: SessionId];
export const WATCH_AGAIN_MS = 10_000;

/** A piece of what the model is saying; never stored. `offset` is the number of UTF-16 units of this block sent before. */
export const PREVIEW_CHANNEL = "reverie_preview";
export type PreviewNews =
  | [workspaceId: WorkspaceId, sessionId: SessionId, kind: "start", eventId: EventId, type: "agent.message" | "agent.thinking"]
  | [workspaceId: WorkspaceId, sessionId: SessionId, kind: "delta", eventId: EventId, index: number, offset: number, text: string];

type Channels = {
  [LOG_CHANNEL]: LogNews;
  [WAKE_CHANNEL]: WakeNews;
  [WATCH_CHANNEL]: WatchNews;
  [PREVIEW_CHANNEL]: PreviewNews;
};

/** PostgreSQL refuses payloads from 8,000 bytes on. Sent once the transaction has committed where `ctx` is in one, else at once. */
export async function notify<C extends keyof Channels>(ctx: Pick<Ctx, "db" | "tx">, channel: C, news: Channels[C]): Promise<void> {
  const payload = JSON.stringify(news);
  if (ctx.tx) notifyAfterCommit(ctx.tx, channel, payload);
  else await notifyNow(ctx.db, [{ channel, payload }]);
}
