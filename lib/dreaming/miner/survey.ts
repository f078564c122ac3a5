/**
 * The first pass over the sessions: sizes of the groups, the split into a mined and a held-back part, and which tools end sessions. Pure.
 * Mining and validation each take it from the same source and so agree without passing anything on.
 */
import { CommandSurvey } from "@/lib/dreaming/miner/command-survey";
import { type Group, type Grouping, groupOf } from "@/lib/dreaming/miner/groups";
import type { CommandArguments } from "@/lib/dreaming/miner/text-form";
import { ToolRoleCounter, type ToolRoles } from "@/lib/dreaming/miner/tool-roles";
import { hash53 } from "@/lib/dreaming/statistics/hash";
import type { Digest, DigestSource, LabelledDigest } from "@/lib/dreaming/types";

/** One unit (or session) in three is held back: the larger part must carry an exact test over groups of a few sessions. */
const HELD_BACK_EVERY = 3;
/** From this many tasks with both outcomes on, whole tasks are held back; below, sessions within each task. */
const TASKS_FOR_SPLIT_BY_TASK = 8;
/**
 * Below this many sessions recoveries and wastes are counted over all of them: they carry no label, so there is no effect to overfit, and a third
 * less would lose most of what is seen three or four times. Validation still looks at the held-back part alone.
 */
const FEW_SESSIONS = 500;

export type Side = "mined" | "held_back";

export type Survey = {
  sessions: number;
  labelled: number;
  /** True when the session's group has both outcomes among its labelled sessions, on whichever side. */
  isMixed: (group: Group) => boolean;
  sideOf: (digest: Digest) => Side;
  /** Whether recoveries and wastes are looked for in this session: in the mined part, and with few sessions in all of them. */
  isObserved: (digest: Digest) => boolean;
  /** How most sessions that can be compared were grouped. */
  grouping: Grouping;
  tools: ToolRoles;
  commands: CommandArguments;
};

type StratumCount = { unit: number; n: number; successes: number };

/**
 * Which units with both outcomes are held back: every third in the order of a seeded hash, so that the shares are even however few there are.
 * Null when too few tasks have both outcomes.
 *
 * By task where possible: a finding that repeats on other tasks is worth more than one that repeats on the same tasks, and splitting groups of
 * four attempts would leave pairs that hold no comparison. With very few tasks there is nothing to repeat on but other attempts.
 */
function heldBackUnits(strata: ReadonlyMap<number, StratumCount>, seed: number): ReadonlySet<number> | null {
  const mixed = new Set<number>();
  for (const { unit, n, successes } of strata.values()) if (successes > 0 && successes < n) mixed.add(unit);
  if (mixed.size < TASKS_FOR_SPLIT_BY_TASK) return null;
  const order = [...mixed].map((unit) => ({ unit, rank: hash53(String(unit), seed) })).sort((a, b) => a.rank - b.rank || a.unit - b.unit);
  return new Set(order.filter((_, i) => i % HELD_BACK_EVERY === HELD_BACK_EVERY - 1).map(({ unit }) => unit));
}

function splitter(strata: ReadonlyMap<number, StratumCount>, seed: number): (digest: Digest) => Side {
  const chance = (name: string): Side => (hash53(name, seed) % HELD_BACK_EVERY === 0 ? "held_back" : "mined");
  const held = heldBackUnits(strata, seed);
  const mixedUnits = new Set<number>();
  for (const { unit, n, successes } of strata.values()) if (successes > 0 && successes < n) mixedUnits.add(unit);
  return (digest) => {
    const group = groupOf(digest);
    if (held === null || group === null) return chance(digest.fingerprint);
    if (mixedUnits.has(group.unit)) return held.has(group.unit) ? "held_back" : "mined";
    return chance(String(group.unit));
  };
}

/** Memory: one small record per stratum and per tool. O(sessions x calls). The order of sessions changes nothing. */
export async function surveySessions(
  source: DigestSource,
  seed: number,
  visit: (item: LabelledDigest) => void = () => {},
): Promise<Survey> {
  const strata = new Map<number, StratumCount>();
  const tools = new ToolRoleCounter();
  const commands = new CommandSurvey();
  let sessions = 0;
  let labelled = 0;
  let groupedByTask = 0;
  let groupedByIntent = 0;
  for await (const item of source()) {
    const { digest, label } = item;
    sessions += 1;
    tools.add(item);
    for (const step of digest.steps) commands.add(step);
    if (label !== null) {
      labelled += 1;
      const group = groupOf(digest);
      if (group !== null) {
        if (group.grouping === "task") groupedByTask += 1;
        else groupedByIntent += 1;
        const count = strata.get(group.stratum) ?? { unit: group.unit, n: 0, successes: 0 };
        count.n += 1;
        if (label.success) count.successes += 1;
        strata.set(group.stratum, count);
      }
    }
    visit(item);
  }
  const sideOf = splitter(strata, seed);
  return {
    sessions,
    labelled,
    isMixed: ({ stratum }) => {
      const count = strata.get(stratum);
      return count !== undefined && count.successes > 0 && count.successes < count.n;
    },
    sideOf,
    isObserved: (digest) => sessions < FEW_SESSIONS || sideOf(digest) === "mined",
    grouping: groupedByTask > 0 && groupedByTask >= groupedByIntent ? "task" : "intent",
    tools: tools.roles(),
    commands: commands.commandArguments(),
  };
}
