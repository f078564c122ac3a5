import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { CompareFigures, CompareSteps } from "@/components/sessions/compare-sessions";
import { sessionTitle } from "@/components/sessions/session-name";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import type { Ctx } from "@/lib/context";
import { isAppError } from "@/lib/errors";
import { isId, type SessionId } from "@/lib/ids";
import { alignSteps, toSteps } from "@/lib/sessions/align-steps";
import { listFilteredSessions } from "@/lib/sessions/list";
import { DEFAULT_SORT } from "@/lib/sessions/list-filter";
import { listEvents } from "@/lib/sessions/queries";
import { findFirstWords } from "@/lib/sessions/summaries";
import { requireVisitor } from "@/lib/web/current-user";

export const metadata: Metadata = { title: "Compare sessions" };

const params = { a: parseAsString, b: parseAsString, show: parseAsStringLiteral(["all"] as const) };
const load = createLoader(params);
const hrefOf = createSerializer(params);

/** What is compared of a session; beyond it the page would no longer be read. */
const MOST_EVENTS = 2_000;

export default async function ComparePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { a, b, show } = await load(searchParams);
  const { ctx, membership } = await requireVisitor();
  if (!isId("session", a) || !isId("session", b)) {
    return (
      <>
        <PageHeader title="Compare sessions" back={{ href: "/sessions", label: "Back to sessions" }} />
        <div className="px-4 py-3 md:px-6">
          <EmptyState title="Choose two sessions to compare." actions={<ButtonLink href="/sessions">Go to sessions</ButtonLink>}>
            <p>Select two rows of the list, then Compare.</p>
          </EmptyState>
        </div>
      </>
    );
  }
  const { items } = await listFilteredSessions(ctx, { ids: [a, b] }, { sort: DEFAULT_SORT, limit: 2, cursor: null });
  const left = items.find(({ id }) => id === a);
  const right = items.find(({ id }) => id === b);
  if (!left || !right) notFound();
  const [eventsA, eventsB, words] = await Promise.all([readEvents(ctx, a), readEvents(ctx, b), findFirstWords(ctx, [a, b])]);
  const steps = alignSteps(toSteps(eventsA), toSteps(eventsB));
  const different = steps.filter(({ state }) => state !== "same").length;
  const first = steps.findIndex(({ state }) => state !== "same");
  const names = { a: sessionTitle(left, words.get(a)), b: sessionTitle(right, words.get(b)) };
  return (
    <>
      <PageHeader
        title="Compare sessions"
        back={{ href: "/sessions", label: "Back to sessions" }}
        meta={
          <span>
            {different === 0
              ? "No step differs"
              : `${formatCount(different, "step")} of ${formatCount(steps.length, "step")} differ, the first at step ${first + 1}`}
          </span>
        }
        actions={
          <>
            <ButtonLink href={hrefOf("/sessions/compare", { a: b, b: a, show })}>Swap sides</ButtonLink>
            <ButtonLink href={hrefOf("/sessions/compare", { a, b, show: show === "all" ? null : "all" })} scroll={false}>
              {show === "all" ? "Show differences only" : "Show all steps"}
            </ButtonLink>
          </>
        }
      />
      <CompareFigures a={left} b={right} names={names} zone={membership.timeZone} now={ctx.clock.now()} />
      <CompareSteps steps={steps} isAll={show === "all"} sessions={{ a, b }} />
      {(eventsA.length >= MOST_EVENTS || eventsB.length >= MOST_EVENTS) && (
        <p className="px-4 py-3 text-ink-2 md:px-6">
          The first {MOST_EVENTS.toLocaleString("en-US")} events of each are compared.{" "}
          <Link href={`/sessions/${a}`} className="link">
            Open the first session
          </Link>{" "}
          to read on.
        </p>
      )}
    </>
  );
}

async function readEvents(ctx: Ctx, sessionId: SessionId) {
  try {
    return (await listEvents(ctx, { sessionId, limit: MOST_EVENTS })).items;
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
}
