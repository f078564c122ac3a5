import { Usd } from "@/components/ui/figures";
import { formatCount } from "@/components/ui/format";
import { costUsd } from "@/lib/usage/totals";
import type { UsageTotals } from "@/lib/usage/types";

/** Dollars, and what is in no sum because its model had no price. */
export function Cost({ totals }: { totals: UsageTotals }) {
  return (
    <>
      <Usd value={costUsd(totals)} missing="No price: none of the models asked had one" />
      {totals.unpricedCalls > 0 && (
        <span className="text-xs whitespace-nowrap text-held"> {formatCount(totals.unpricedCalls, "call")} without a price</span>
      )}
    </>
  );
}
