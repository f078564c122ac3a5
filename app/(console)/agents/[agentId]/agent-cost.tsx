import Link from "next/link";
import { Cost } from "@/components/usage/cost";
import { DreamingShare } from "@/components/usage/dreaming-share";
import type { Ctx } from "@/lib/context";
import type { AgentId } from "@/lib/ids";
import { DEFAULT_RANGE, parseTimeRange } from "@/lib/time-range";
import { readUsage } from "@/lib/usage/queries";
import { usageHref } from "../../usage/search-params";

/** What the agent's sessions and dreams cost in the range that pages look at by default, with the way to all of it. */
export async function AgentCost({ ctx, agentId, zone }: { ctx: Ctx; agentId: AgentId; zone: string }) {
  const { since } = parseTimeRange(DEFAULT_RANGE, ctx.clock.now(), zone);
  const usage = await readUsage(ctx, { from: since, to: null, groupBy: "purpose", agentIds: [agentId] });
  if (usage.total.calls === 0) return <span className="text-ink-3">no model asked</span>;
  return (
    <>
      <Link href={usageHref({ agent: agentId })} className="link">
        <Cost totals={usage.total} />
      </Link>
      {usage.dream.calls > 0 && (
        <span className="text-ink-3">
          dreaming <DreamingShare split={usage} />
        </span>
      )}
    </>
  );
}
