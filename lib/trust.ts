/** Where a text comes from, from most to least trusted. A learning inherits the lowest trust of its evidence. */
export const TRUST_LEVELS = ["operator", "user", "tool", "web", "agent"] as const;
export type Trust = (typeof TRUST_LEVELS)[number];

/** The least trusted of those given; `operator` for none. */
export function lowestTrust(levels: Iterable<Trust>): Trust {
  let lowest = 0;
  for (const level of levels) lowest = Math.max(lowest, TRUST_LEVELS.indexOf(level));
  return TRUST_LEVELS[lowest] ?? "agent";
}

/** Low trust never publishes itself. */
export function isLowTrust(trust: Trust): boolean {
  return trust === "web" || trust === "agent";
}
