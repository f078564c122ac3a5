/** Everything that the page of one session shows at first; the rest of its rows follows in windows. */
import { packTimes } from "@/components/sessions/live/places";
import { layOut, rowIndexOf } from "@/components/sessions/trace/prepare-outline";
import { drawTimeline, MOST_LANES, NARROW, WIDE } from "@/components/sessions/trace/prepare-timeline";
import { WINDOW } from "@/components/sessions/trace/types";
import type { Ctx } from "@/lib/context";
import { listSessionEvidence, type SessionEvidenceView } from "@/lib/dreaming/session-evidence";
import { isId, type SessionId } from "@/lib/ids";
import { listOutcomeReports } from "@/lib/outcomes/queries";
import { listSessionExposures } from "@/lib/retrieval/queries";
import { findLiveFacts } from "@/lib/sessions/live-facts";
import { findFirstWords } from "@/lib/sessions/summaries";
import { listErrors, listOutline } from "@/lib/sessions/trace";
import type { SessionView } from "@/lib/sessions/types";
import { readRows, timeIn } from "./read-rows";
import type { TraceSearch } from "./search-params";

/** An outline of more would be megabytes; the download has all of it. */
const MOST_EVENTS = 50_000;
const ERRORS_LISTED = 50;
const QUOTES_SHOWN = 200;

export async function readTrace(ctx: Ctx, session: SessionView, search: TraceSearch, zone: string) {
  const changeId = isId("change", search.change) ? search.change : null;
  // Before the log: what comes in between is in the log already, and news begins behind its end.
  const facts = session.live === null ? null : await findLiveFacts(ctx, session.id);
  const [events, errors, reports, words, quotes, exposures] = await Promise.all([
    listOutline(ctx, { sessionId: session.id, limit: MOST_EVENTS }),
    session.errorCount > 0 ? listErrors(ctx, { sessionId: session.id, limit: ERRORS_LISTED }) : [],
    listOutcomeReports(ctx, session.id),
    session.title === null ? findFirstWords(ctx, [session.id]) : new Map<SessionId, string>(),
    listSessionEvidence(ctx, { sessionId: session.id, changeId, limit: QUOTES_SHOWN + 1 }),
    listSessionExposures(ctx, session.id),
  ]);
  const evidence = quotes.slice(0, QUOTES_SHOWN);
  const quoted = new Set(evidence.flatMap((one) => one.seq ?? []));
  const laidOut = layOut(events, ({ at }) => timeIn(session, at), quoted);
  const named = search.event === null ? undefined : events.find((event) => event.id === search.event);
  const row = named ? laidOut.rows[rowIndexOf(laidOut.rows, named.seq)] : laidOut.rows[0];
  const fromSeq = Math.floor(((row?.seq ?? 1) - 1) / WINDOW) * WINDOW + 1;
  const rows = await readRows(ctx, session, { fromSeq, toSeq: fromSeq + WINDOW - 1, isRaw: search.view === "raw" });
  const lanes = Math.min(MOST_LANES, Math.max(1, laidOut.outline.threads.length));
  const clock = { zone, now: ctx.clock.now(), lanes };
  return {
    ...laidOut,
    live: facts && {
      outline: laidOut.outline,
      state: laidOut.state,
      times: packTimes(laidOut.times),
      facts,
      queued: session.source === "live" ? events.filter((event) => event.at === null).map((event) => event.seq) : [],
    },
    initial: { rows, view: search.view, fromSeq },
    currentSeq: named?.seq ?? null,
    isEventMissing: search.event !== null && !named,
    isCut: session.eventCount > MOST_EVENTS,
    shownEvents: events.length,
    wide: drawTimeline(laidOut.rows, laidOut.axis, WIDE, clock),
    narrow: drawTimeline(laidOut.rows, laidOut.axis, NARROW, clock),
    lanes,
    errors,
    reports,
    firstWords: words.get(session.id),
    exposures,
    evidence: onceEach(evidence),
    isEvidenceCut: quotes.length > QUOTES_SHOWN,
    changeId,
  };
}

/** A pattern may have been learned twice: its spans are still the same ones. */
function onceEach(evidence: readonly SessionEvidenceView[]): SessionEvidenceView[] {
  const seen = new Set<string>();
  return evidence.filter(({ changeId, eventId, at, polarity }) => {
    const key = `${changeId} ${eventId} ${at} ${polarity}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
