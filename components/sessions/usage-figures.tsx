import { Tokens, Usd } from "@/components/ui/figures";
import { formatPercent, formatUsd } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { Progress } from "@/components/ui/progress";
import type { LiveDetails } from "@/lib/sessions/types";

type Spent = Pick<
  LiveDetails,
  "inputTokens" | "cacheReadTokens" | "cacheWrite5mTokens" | "cacheWrite1hTokens" | "outputTokens" | "costMicroUsd" | "hasUnpriced"
>;

export function ByKind({ live }: { live: Spent }) {
  const written = live.cacheWrite5mTokens + live.cacheWrite1hTokens;
  return (
    <>
      <Tokens value={live.inputTokens} /> in, <Tokens value={live.cacheReadTokens} /> from cache, <Tokens value={written} /> to cache,{" "}
      <Tokens value={live.outputTokens} /> out
    </>
  );
}

export function Cost({ live }: { live: Spent }) {
  if (live.hasUnpriced && live.costMicroUsd === 0) return <NotKnown reason="No price: the model that was asked has none" />;
  return (
    <>
      <Usd value={live.costMicroUsd / 1_000_000} />
      {live.hasUnpriced && <span className="text-xs text-held">and calls without a price</span>}
    </>
  );
}

/** Checked before each call of the model: the call that passes it is the last one. */
export function Budget({ live, limit }: { live: Spent; limit: number }) {
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
