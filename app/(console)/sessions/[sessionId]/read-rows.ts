/** The rows of a stretch of the log. */
import { openEnds, prepareTranscript } from "@/components/sessions/prepare-transcript";
import { prepareRow } from "@/components/sessions/trace/prepare-row";
import type { RowContent } from "@/components/sessions/trace/types";
import type { Ctx } from "@/lib/context";
import { findEvents } from "@/lib/sessions/queries";
import { findResultsAfter, listEventRange } from "@/lib/sessions/trace";
import type { SessionEvent, SessionView } from "@/lib/sessions/types";

const MOST_EVENTS_AT_ONCE = 400;

type Stretch = { fromSeq: number; toSeq: number; isRaw: boolean };

/** Those that begin in the stretch, and those whose result is in it. */
export async function readRows(ctx: Ctx, session: SessionView, { fromSeq, toSeq, isRaw }: Stretch): Promise<RowContent[]> {
  const limit = Math.min(toSeq - fromSeq + 1, MOST_EVENTS_AT_ONCE);
  const events = await listEventRange(ctx, { sessionId: session.id, fromSeq, limit });
  const { calls, results } = openEnds(events);
  const [laterResults, earlierCalls] = await Promise.all([
    findResultsAfter(ctx, { sessionId: session.id, callIds: calls, afterSeq: fromSeq + limit - 1 }),
    findEvents(ctx, results),
  ]);
  const items = prepareTranscript(events, { earlierCalls, laterResults });
  return items.map((item) => prepareRow(item, { timeOf: (event) => timeIn(session, event.processedAt), isRaw }));
}

/** An imported event without a time of its own bears the moment of the import: that says nothing about the session. */
export function timeIn(session: Pick<SessionView, "source" | "createdAt">, at: SessionEvent["processedAt"]): Date | null {
  return session.source === "import" && at?.getTime() === session.createdAt.getTime() ? null : at;
}
