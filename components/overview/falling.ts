/** Which agents slip. Pure. */
import type { PeriodCount } from "@/lib/outcomes/rates";
import { differenceOfShares, type Share } from "@/lib/outcomes/wilson";

export type FallingAgent = { agentId: string; recent: Share; before: Share; change: { estimate: number; low: number; high: number } };

/** Agents whose completion over the last `days` days lies below the days before, with an interval that leaves zero out; worst first. */
export function findFalling(counts: readonly PeriodCount[], today: string, days = 7): FallingAgent[] {
  const from = new Date(Date.parse(`${today}T00:00:00Z`) - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  const sides = new Map<string, { recent: Share; before: Share }>();
  for (const count of counts) {
    const both = sides.get(count.agentId) ?? { recent: { n: 0, successes: 0 }, before: { n: 0, successes: 0 } };
    const side = count.day >= from ? both.recent : both.before;
    side.n += count.judged;
    side.successes += count.met;
    sides.set(count.agentId, both);
  }
  return [...sides]
    .flatMap(([agentId, { recent, before }]) => {
      const change = differenceOfShares(recent, before);
      return change && change.high < 0 ? [{ agentId, recent, before, change }] : [];
    })
    .sort((a, b) => a.change.estimate - b.change.estimate);
}
