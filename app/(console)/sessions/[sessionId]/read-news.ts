/** What a page that follows a live session reads: only what is new. */
import type { LiveNews } from "@/components/sessions/live/types";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/errors";
import type { EventId, SessionId } from "@/lib/ids";
import { findLiveFacts } from "@/lib/sessions/live-facts";
import { findEvents, getSessionSource } from "@/lib/sessions/queries";
import { listOutline } from "@/lib/sessions/trace";
import { readRowsAt } from "./read-rows";

/** Events of one answer; who was away for longer asks again. */
const EVENTS_AT_ONCE = 500;
/** With more events the rows are read as they come into view, as those of the past are. */
const ROWS_AT_ONCE = 100;

type Asked = { afterSeq: number; queued: number[]; isRaw: boolean };

/** Throws `not_found`, also for a session that was imported. */
export async function readNews(ctx: Ctx, sessionId: SessionId, { afterSeq, queued, isRaw }: Asked): Promise<LiveNews> {
  const facts = await findLiveFacts(ctx, sessionId);
  if (!facts) {
    await getSessionSource(ctx, sessionId);
    throw new AppError("not_found", "A past session has no news.");
  }
  const events = await listOutline(ctx, { sessionId, afterSeq, limit: EVENTS_AT_ONCE });
  const here = new Set<EventId>(events.map((event) => event.id));
  const ended = events.flatMap(({ callId }) => (callId === null || here.has(callId) ? [] : [callId]));
  const before = [...(await findEvents(ctx, ended)).values()].filter((event) => event.sessionId === sessionId);
  const isFew = events.length <= ROWS_AT_ONCE;
  const seqs = [...new Set([...queued, ...before.map(({ seq }) => seq), ...(isFew ? events.map(({ seq }) => seq) : [])])];
  const rows = await readRowsAt(ctx, { id: sessionId, source: facts.source, createdAt: new Date(0) }, { seqs, isRaw });
  const last = events.at(-1)?.seq ?? afterSeq;
  return { events, rows, facts, hasMore: events.length > 0 && last < facts.headSeq };
}
