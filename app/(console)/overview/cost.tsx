import Link from "next/link";
import { RuledSection } from "@/components/layout/ruled-section";
import { CostFigure } from "@/components/usage/cost-figure";
import { DreamingShare } from "@/components/usage/dreaming-share";
import { costPeriods } from "@/components/usage/prepare-periods";
import { dayInZone } from "@/lib/day-in-zone";
import { readUsage } from "@/lib/usage/queries";
import { usageHref } from "../usage/search-params";
import type { Scope } from "./read";
import type { OverviewSearch } from "./search-params";

/** Dollars per day by purpose, and what dreaming cost of it against its target. */
export async function CostSection({ scope, search }: { scope: Scope; search: OverviewSearch }) {
  const { ctx, now, zone, range, by } = scope;
  // Without a choice everybody's is meant, and nobody's: dreams of a store belong to no agent.
  const agentIds = search.agents.length > 0 ? scope.agents.map((agent) => agent.id) : undefined;
  const usage = await readUsage(ctx, { from: range.since, to: range.until, groupBy: "day", agentIds });
  const link = (
    <Link href={usageHref({ range: search.range, agent: agentIds?.length === 1 ? agentIds[0] : null })} className="link">
      Usage and cost
    </Link>
  );
  if (usage.total.calls === 0)
    return (
      <RuledSection title="Cost" note={link}>
        <p className="text-ink-2">No model was asked in this time, so nothing was spent through Reverie.</p>
      </RuledSection>
    );
  const last = dayInZone(new Date(Math.min(now.getTime(), range.until ? range.until.getTime() - 1 : now.getTime())), zone);
  const first = range.since ? dayInZone(range.since, zone) : (usage.rows[0]?.key ?? last);
  return (
    <div className="border-b border-line pb-3">
      <CostFigure
        periods={costPeriods(usage.rows, { first, last, by })}
        by={by}
        whole={usage}
        now={now}
        note={
          <>
            <p className="flex flex-wrap gap-x-1.5">
              Dreaming share <DreamingShare split={usage} withTarget />
            </p>
            <p>{link}</p>
          </>
        }
      />
    </div>
  );
}
