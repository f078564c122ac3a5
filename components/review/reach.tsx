import Link from "next/link";
import { RuledSection } from "@/components/layout/ruled-section";
import { formatCount, formatNumber } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import type { ReviewContext } from "@/lib/dreaming/review-context";
import type { ChangeView } from "@/lib/dreaming/types";

const BECOMES: Record<ChangeView["action"], string> = {
  add: "One learning more",
  reinforce: "The same words with newer figures",
  revise: "One learning rewritten",
  merge: "One learning less: its twin stays",
  retire: "One learning less",
};

/** Who would get it, what says nearly the same already, and what publishing does to the store. */
export function Reach({ change, context, level = 3 }: { change: ChangeView; context: ReviewContext; level?: 2 | 3 }) {
  const { store } = context;
  return (
    <>
      <RuledSection title="Reach" level={level} note="Who would get it">
        <p className="max-w-[72ch] text-pretty">
          <Link href={`/agents/${change.agentId}`} className="link">
            <VisibleText text={change.agentName} />
          </Link>
          , <PerWeek context={context} />
        </p>
        <Similar similar={context.similar} />
      </RuledSection>
      <RuledSection title="Store" level={level} note="What publishing does">
        <p className="max-w-[72ch] text-pretty">
          {BECOMES[change.action]} in{" "}
          <Link href={`/stores/${store.id}`} className="link">
            <VisibleText text={store.name} />
          </Link>
          , which has {formatCount(store.published, "published learning")} at revision {formatNumber(store.revision)}. Nothing changes
          before it is published; rolling the store back undoes it.
        </p>
      </RuledSection>
    </>
  );
}

function PerWeek({ context: { sessions, perWeek, concernedPerWeek } }: { context: ReviewContext }) {
  if (sessions === 0) return "no session in the last four weeks: nothing tells how many would get it.";
  const all = about(perWeek);
  if (concernedPerWeek === null) return `${all} sessions a week.`;
  return (
    <>
      about <strong>{about(concernedPerWeek)} sessions a week</strong> like those it was found in, of {all}.
    </>
  );
}

/** Less than one a week is said so; a mean needs no decimals. */
function about(perWeek: number): string {
  return perWeek < 1 ? "fewer than 1" : formatNumber(Math.round(perWeek));
}

function Similar({ similar }: Pick<ReviewContext, "similar">) {
  if (similar.length === 0) return <p className="mt-1 text-ink-2">Nothing published says nearly the same.</p>;
  return (
    <p className="mt-1 text-ink-2">
      Similar and published:{" "}
      {similar.map(({ id, title, likeness }, index) => (
        <span key={id}>
          {index > 0 && "; "}
          <Link href={`/learnings/${id}`} className="link">
            <VisibleText text={title} />
          </Link>{" "}
          ({formatNumber(likeness.share * 100)} % of words shared)
        </span>
      ))}
      .
    </p>
  );
}
