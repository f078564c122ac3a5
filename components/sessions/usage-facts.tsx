import type { Stat } from "@/components/layout/stat-strip";
import { Tokens, Usd } from "@/components/ui/figures";
import { formatPercent, formatUsd } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { Progress } from "@/components/ui/progress";
import type { LiveDetails, SessionUsage } from "@/lib/sessions/types";

/** Tokens by kind, what they cost, and how far that is from the session's budget. */
export function usageFacts({ live, usage }: { live: LiveDetails | null; usage: SessionUsage | null }): Stat[] {
  if (live === null)
    return [{ label: "Tokens", isWide: true, value: usage ? <InAndOut usage={usage} /> : <NotKnown reason="Not recorded" /> }];
  return [
    { label: "Tokens", isWide: true, value: <ByKind live={live} /> },
    { label: "Cost", value: <Cost live={live} /> },
    {
      label: "Budget",
      value: live.budgetMicroUsd === null ? <span className="text-ink-3">none</span> : <Budget live={live} limit={live.budgetMicroUsd} />,
    },
  ];
}

function InAndOut({ usage }: { usage: SessionUsage }) {
  return (
    <>
      <Tokens value={usage.inputTokens} /> in, <Tokens value={usage.outputTokens} /> out
    </>
  );
}

function ByKind({ live }: { live: LiveDetails }) {
  const written = live.cacheWrite5mTokens + live.cacheWrite1hTokens;
  return (
    <>
      <Tokens value={live.inputTokens} /> in, <Tokens value={live.cacheReadTokens} /> from cache, <Tokens value={written} /> to cache,{" "}
      <Tokens value={live.outputTokens} /> out
    </>
  );
}

function Cost({ live }: { live: LiveDetails }) {
  if (live.hasUnpriced && live.costMicroUsd === 0) return <NotKnown reason="No price: the model that was asked has none" />;
  return (
    <>
      <Usd value={live.costMicroUsd / 1_000_000} />
      {live.hasUnpriced && <span className="text-xs text-held">and calls without a price</span>}
    </>
  );
}

/** Checked before each call of the model: the call that passes it is the last one. */
function Budget({ live, limit }: { live: LiveDetails; limit: number }) {
  const share = limit === 0 ? 1 : live.costMicroUsd / limit;
  return (
    <div className="w-40">
      <Progress
        value={Math.min(1, share)}
        label="Budget"
        text={`${formatPercent(share, 0)} of ${formatUsd(limit / 1_000_000)}`}
        withText
        tone={share >= 1 ? "failure" : share >= 0.8 ? "held" : "ink"}
      />
    </div>
  );
}
