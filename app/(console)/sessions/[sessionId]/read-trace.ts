/** Everything that the page of one session shows. */
import type { SessionEvidence } from "@/components/sessions/evidence-of-change";
import { openEnds, prepareTranscript } from "@/components/sessions/prepare-transcript";
import type { Ctx } from "@/lib/context";
import { getChange, listChangeEvidence } from "@/lib/dreaming/queries";
import { isAppError } from "@/lib/errors";
import { isId, type SessionId } from "@/lib/ids";
import { listOutcomeReports } from "@/lib/outcomes/queries";
import { findEvents } from "@/lib/sessions/queries";
import { findFirstWords } from "@/lib/sessions/summaries";
import { findResultsAfter, listErrors, listEventRange } from "@/lib/sessions/trace";
import type { SessionView } from "@/lib/sessions/types";
import type { TraceSearch } from "./search-params";

const EVENTS_PER_PAGE = 200;
const ERRORS_LISTED = 50;
/** One quote for each side and session is kept: more than a few come only from a broken client. */
const QUOTES_SHOWN = 100;

export async function readTrace(ctx: Ctx, session: SessionView, search: TraceSearch) {
  const place = await placeOf(ctx, session, search);
  const [transcript, errors, reports, words, evidence] = await Promise.all([
    readTranscript(ctx, session.id, place.page),
    session.errorCount > 0 ? listErrors(ctx, { sessionId: session.id, limit: ERRORS_LISTED }) : [],
    listOutcomeReports(ctx, session.id),
    session.title === null ? findFirstWords(ctx, [session.id]) : new Map<SessionId, string>(),
    readEvidence(ctx, session.id, search),
  ]);
  return { ...place, ...transcript, errors, reports, firstWords: words.get(session.id), evidence };
}

/** The page to show: that of the event which the address names, where it is one of this session. */
async function placeOf(ctx: Ctx, session: SessionView, { event, page }: TraceSearch) {
  const pages = Math.max(1, Math.ceil(session.eventCount / EVENTS_PER_PAGE));
  const found = isId("event", event) ? (await findEvents(ctx, [event])).get(event) : undefined;
  const isHere = found?.sessionId === session.id;
  return {
    pages,
    page: isHere ? Math.ceil(found.seq / EVENTS_PER_PAGE) : Math.min(Math.max(1, page), pages),
    currentEventId: isHere ? found.id : null,
    isEventMissing: event !== null && !isHere,
  };
}

async function readTranscript(ctx: Ctx, sessionId: SessionId, page: number) {
  const fromSeq = (page - 1) * EVENTS_PER_PAGE + 1;
  const events = await listEventRange(ctx, { sessionId, fromSeq, limit: EVENTS_PER_PAGE });
  const { calls, results } = openEnds(events);
  const [laterResults, earlierCalls] = await Promise.all([
    findResultsAfter(ctx, { sessionId, callIds: calls, afterSeq: fromSeq + EVENTS_PER_PAGE - 1 }),
    findEvents(ctx, results),
  ]);
  return { fromSeq, shown: events.length, items: prepareTranscript(events, { earlierCalls, laterResults }) };
}

/** A change that is gone leaves a trace without marks. */
async function readEvidence(ctx: Ctx, sessionId: SessionId, { change, dream }: TraceSearch): Promise<SessionEvidence | null> {
  if (!isId("change", change) || !isId("dream", dream)) return null;
  const of = { changeId: change, dreamId: dream };
  try {
    const [{ title }, quotes] = await Promise.all([getChange(ctx, of), listChangeEvidence(ctx, { ...of, sessionId, limit: QUOTES_SHOWN })]);
    return { title, href: `/dreams/${dream}/changes/${change}`, quotes: quotes.items };
  } catch (error) {
    if (isAppError(error, "not_found")) return null;
    throw error;
  }
}
