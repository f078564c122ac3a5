/** Sums of usage. Pure. */
import type { UsagePurpose, UsageSplit, UsageTotals } from "@/lib/usage/types";

export const NO_USAGE: UsageTotals = {
  calls: 0,
  unpricedCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  costMicroUsd: 0,
};

const FIELDS = Object.keys(NO_USAGE) as (keyof UsageTotals)[];

export function addUsage(a: UsageTotals, b: UsageTotals): UsageTotals {
  return Object.fromEntries(FIELDS.map((field) => [field, a[field] + b[field]])) as UsageTotals;
}

export function splitOf(parts: readonly { purpose: UsagePurpose; totals: UsageTotals }[]): UsageSplit {
  const of = (purpose: UsagePurpose) =>
    parts.filter((part) => part.purpose === purpose).reduce((sum, part) => addUsage(sum, part.totals), NO_USAGE);
  const [session, dream, grader] = [of("session"), of("dream"), of("grader")];
  const total = [session, dream, grader].reduce(addUsage, NO_USAGE);
  return { session, dream, grader, total, dreamingShare: shareOf(session, dream) };
}

/** Dollars of the calls that had a price; null where calls were made and none had one: that is not nothing. */
export function costUsd({ calls, unpricedCalls, costMicroUsd }: UsageTotals): number | null {
  return calls > 0 && calls === unpricedCalls ? null : costMicroUsd / 1_000_000;
}

/**
 * What dreams cost for each dollar that sessions cost. Null where a dream's cost is not known in full, or sessions cost nothing that is known.
 * Where some of the sessions' calls had no price it is too high rather than too low.
 */
function shareOf(session: UsageTotals, dream: UsageTotals): number | null {
  if (dream.unpricedCalls > 0 || session.costMicroUsd === 0) return null;
  return dream.costMicroUsd / session.costMicroUsd;
}
