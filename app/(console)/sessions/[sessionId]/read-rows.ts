/** The rows of a stretch of the log. */
import { openEnds, prepareTranscript } from "@/components/sessions/prepare-transcript";
import { prepareRow } from "@/components/sessions/trace/prepare-row";
import type { RowContent } from "@/components/sessions/trace/types";
import type { Ctx } from "@/lib/context";
import { findEvents } from "@/lib/sessions/queries";
import { findResultsAfter, listEventRange, listEventsAt } from "@/lib/sessions/trace";
import type { SessionEvent, SessionView } from "@/lib/sessions/types";

const MOST_EVENTS_AT_ONCE = 400;

type Stretch = { fromSeq: number; toSeq: number; isRaw: boolean };

/** Those that begin in the stretch, and those whose result is in it. */
export async function readRows(ctx: Ctx, session: SessionView, { fromSeq, toSeq, isRaw }: Stretch): Promise<RowContent[]> {
  const limit = Math.min(toSeq - fromSeq + 1, MOST_EVENTS_AT_ONCE);
  const events = await listEventRange(ctx, { sessionId: session.id, fromSeq, limit });
  return toRows(ctx, session, events, { afterSeq: fromSeq + limit - 1, isRaw });
}

type Shown = Pick<SessionView, "id" | "source" | "createdAt">;

/** The rows of single events, which may stand far apart, as they are now. */
export async function readRowsAt(ctx: Ctx, session: Shown, { seqs, isRaw }: { seqs: number[]; isRaw: boolean }): Promise<RowContent[]> {
  const events = await listEventsAt(ctx, { sessionId: session.id, seqs });
  return toRows(ctx, session, events, { afterSeq: events[0]?.seq ?? 0, isRaw });
}

/** `afterSeq`: the results that are not among the events stand behind it. */
async function toRows(
  ctx: Ctx,
  session: Shown,
  events: readonly SessionEvent[],
  { afterSeq, isRaw }: { afterSeq: number; isRaw: boolean },
): Promise<RowContent[]> {
  const { calls, results } = openEnds(events);
  const [laterResults, earlierCalls] = await Promise.all([
    findResultsAfter(ctx, { sessionId: session.id, callIds: calls, afterSeq }),
    findEvents(ctx, results),
  ]);
  const items = prepareTranscript(events, { earlierCalls, laterResults });
  const isLive = session.source === "live";
  return items.map((item) => prepareRow(item, { timeOf: (event) => timeIn(session, event.processedAt), isRaw, isLive }));
}

/** An imported event without a time of its own bears the moment of the import: that says nothing about the session. */
export function timeIn(session: Pick<SessionView, "source" | "createdAt">, at: SessionEvent["processedAt"]): Date | null {
  return session.source === "import" && at?.getTime() === session.createdAt.getTime() ? null : at;
}
