/** What a press on a cell of the list narrows it to. Pure. */
import type { SessionRow } from "@/lib/sessions/list";

/** Parameters of the list's address. */
export type Narrowing = Readonly<Record<string, string | number>>;

export const narrowingKey = (narrowing: Narrowing): string => Object.entries(narrowing).join();

export const outcomeNarrowing = (success: boolean | null): Narrowing => ({
  outcome: success === null ? "none" : success ? "met" : "not_met",
});

/** An address for everything that these rows can narrow the list to; few, however many rows there are. */
export function narrowedHrefs(rows: readonly SessionRow[], href: (narrowing: Narrowing) => string): Record<string, string> {
  const hrefs: Record<string, string> = {};
  for (const row of rows) {
    const narrowings: Narrowing[] = [
      outcomeNarrowing(row.outcomeSuccess),
      ...(row.isDisputed ? [{ outcome: "disputed" }] : []),
      { status: row.status },
      { agent: row.agentId, version: row.agentVersion },
      { source: row.source },
    ];
    for (const narrowing of narrowings) hrefs[narrowingKey(narrowing)] ??= href(narrowing);
  }
  return hrefs;
}
