/**
 * Which features of decision points go with success or failure inside groups of like sessions. Pure.
 * Everything that could have been claimed is tested, and all of it counts in the false discovery rate.
 */
import { complementOf, STARTS_WITH } from "@/lib/dreaming/miner/decision-points";
import type { FeatureTally, StratumTable } from "@/lib/dreaming/miner/feature-tally";
import type { GuardFeature } from "@/lib/dreaming/miner/pattern";
import { adjustPValues } from "@/lib/dreaming/statistics/benjamini-hochberg";
import { isInformative, stratifiedExactTest, type TwoByTwo } from "@/lib/dreaming/statistics/exact-test";
import { compareText } from "@/lib/dreaming/statistics/hash";
import { mantelHaenszelDifference } from "@/lib/dreaming/statistics/risk-difference";
import type { CandidateStats, GroupRow, SampleCounts } from "@/lib/dreaming/types";

/** An effect claim needs q at or below this. */
export const CLAIM_Q = 0.05;
/** An unproven guard is worth a reviewer's time from this p and this difference on; below it is noise. */
const GUARD_P = 0.05;
const GUARD_MIN_DIFFERENCE = 0.1;
/**
 * Sessions that reach a tool are compared only if reaching it does not itself go with the outcome (exact test, p above this). Where failing
 * sessions go on and only then search, "searched after booking" marks the failure, it does not cause it.
 */
const REACH_P = 0.1;
/** Two features of one tool are one finding when they differ in less than this part of their sessions. */
const SAME_FINDING_PART = 0.2;
/** A finding must rest on comparisons in so many tasks. */
const MIN_UNITS = 2;
const MAX_GROUP_ROWS = 6;

/** A tested contrast, told from the side of `feature` (where there are words for both sides: the one that goes with failure). */
export type TestedEffect = {
  tool: string;
  name: string;
  feature: GuardFeature;
  tables: StratumTable[];
  effect: number;
  interval: [number, number];
  pValue: number;
  qValue: number;
};

type EffectTests = { tested: TestedEffect[]; dropped: Record<string, number> };

function flip(table: StratumTable): StratumTable {
  return {
    stratum: table.stratum,
    nWith: table.nWithout,
    successesWith: table.successesWithout,
    nWithout: table.nWith,
    successesWithout: table.successesWith,
  };
}

/** Tables as `feature` reads them: turned around for `argument_absent` and `not_used_before`. */
export function tablesFor(tally: FeatureTally, name: string, feature: GuardFeature): StratumTable[] {
  const tables = tally.tables(name);
  return feature.kind === "argument_absent" || feature.kind === "not_used_before" ? tables.map(flip) : tables;
}

/** Sums over groups that hold both with and without; others compare nothing. */
export function sampleCounts(tables: readonly TwoByTwo[]): SampleCounts {
  const out = { nWith: 0, successesWith: 0, nWithout: 0, successesWithout: 0 };
  for (const table of tables) {
    if (table.nWith === 0 || table.nWithout === 0) continue;
    out.nWith += table.nWith;
    out.successesWith += table.successesWith;
    out.nWithout += table.nWithout;
    out.successesWithout += table.successesWithout;
  }
  return { ...out, effect: mantelHaenszelDifference(tables)?.effect ?? null };
}

export function countInformative(tables: readonly TwoByTwo[]): number {
  return tables.filter(isInformative).length;
}

/** At most six groups that hold both sides, largest first; ties by label. */
function groupRows(tables: readonly StratumTable[], labelOf: (stratum: number) => string): GroupRow[] {
  return tables
    .filter((table) => table.nWith > 0 && table.nWithout > 0)
    .map(({ stratum, nWith, successesWith, nWithout, successesWithout }) => ({
      label: labelOf(stratum),
      nWith,
      successesWith,
      nWithout,
      successesWithout,
    }))
    .sort((a, b) => b.nWith + b.nWithout - a.nWith - a.nWithout || compareText(a.label, b.label))
    .slice(0, MAX_GROUP_ROWS);
}

/** The plainest of several features that divide the sessions alike. */
const PLAINNESS: Record<GuardFeature["kind"], number> = {
  used_before: 0,
  not_used_before: 0,
  argument_present: 1,
  argument_absent: 1,
  argument_value: 2,
  argument_form: 3,
  first_call_errored: 4,
};

function plainness(feature: GuardFeature): number {
  return PLAINNESS[feature.kind] - (feature.kind === "argument_form" && feature.form.startsWith(STARTS_WITH) ? 0.5 : 0);
}

function plainestFirst(tally: FeatureTally, a: string, b: string): number {
  const [first, second] = [tally.get(a)?.feature, tally.get(b)?.feature];
  if (first === undefined || second === undefined) return compareText(a, b);
  // Of two words the longer phrase says more ("group by" for "by").
  const isPhrase = first.kind === "argument_form" && second.kind === "argument_form";
  return plainness(first) - plainness(second) || (isPhrase ? b.length - a.length : a.length - b.length) || compareText(a, b);
}

/**
 * Looks only at the margins of the tables, never at the labels inside, so that the tests which remain stay valid: enough sessions on both
 * sides, comparisons in two tasks, margins that could give a significant result at all (Tarone 1990), and as many successes among the
 * sessions that reached the point as among those that did not (which is a margin, too: with and without are not told apart).
 */
function reasonToSkip(tally: FeatureTally, name: string, minSupport: number, reachP: (tool: string) => number): string | null {
  const tables = tally.tables(name);
  const informative = tables.filter(isInformative);
  const counts = sampleCounts(informative);
  if (counts.nWith < minSupport || counts.nWithout < minSupport) return "too_few_to_compare";
  if (new Set(informative.map(({ stratum }) => tally.unitOf(stratum))).size < MIN_UNITS) return "one_task";
  if (reachP(tally.get(name)?.tool ?? "") <= REACH_P) return "reaching_it_goes_with_the_outcome";
  const test = stratifiedExactTest(informative);
  return test === null || test.smallestPossible > CLAIM_Q ? "cannot_be_significant" : null;
}

function orient(feature: GuardFeature, effect: number): GuardFeature {
  return effect > 0 ? (complementOf(feature) ?? feature) : feature;
}

/** All tests of a tally, in order of p, then name. O(features x groups) plus the exact tests. */
export function testEffects(tally: FeatureTally, minSupport: number): EffectTests {
  const dropped: Record<string, number> = {};
  const drop = (reason: string): void => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  };
  const reach = new Map<string, number>();
  const reachP = (tool: string): number => {
    const known = reach.get(tool) ?? stratifiedExactTest(tally.reachTables(tool))?.pValue ?? 1;
    reach.set(tool, known);
    return known;
  };
  const byDivision = new Map<string, string>();
  for (const name of tally.names()) {
    const reason = reasonToSkip(tally, name, minSupport, reachP);
    if (reason !== null) {
      drop(reason);
      continue;
    }
    const division = tally.divisionOf(name);
    const other = byDivision.get(division);
    if (other !== undefined) drop("same_sessions");
    if (other === undefined || plainestFirst(tally, name, other) < 0) byDivision.set(division, name);
  }
  const tests = [...byDivision.values()].sort(compareText).flatMap((name) => testOne(tally, name));
  const qValues = adjustPValues(tests.map((test) => test.pValue));
  const tested = tests.map((test, i) => ({ ...test, qValue: qValues[i] ?? 1 }));
  return { tested: tested.sort((a, b) => a.pValue - b.pValue || compareText(a.name, b.name)), dropped };
}

function testOne(tally: FeatureTally, name: string): Array<Omit<TestedEffect, "qValue">> {
  const entry = tally.get(name);
  const tables = tally.tables(name);
  const test = stratifiedExactTest(tables);
  const difference = mantelHaenszelDifference(tables);
  if (entry === undefined || test === null || difference === null) return [];
  const feature = orient(entry.feature, difference.effect);
  const oriented = tablesFor(tally, name, feature);
  const { effect, interval } = mantelHaenszelDifference(oriented) ?? difference;
  return [{ tool: entry.tool, name, feature, tables: oriented, effect, interval, pValue: test.pValue }];
}

/** q small enough and an interval that leaves out zero. What is left to ask is whether it repeats on what was held back. */
export function isSignificant(test: Pick<TestedEffect, "qValue" | "interval">): boolean {
  return test.qValue <= CLAIM_Q && (test.interval[0] > 0 || test.interval[1] < 0);
}

/** Not proven, but worth a look: goes with failure inside groups by more than chance alone would often give. */
export function isUnprovenGuard(test: TestedEffect): boolean {
  return !isSignificant(test) && test.pValue <= GUARD_P && test.effect <= -GUARD_MIN_DIFFERENCE;
}

/** How far two features of one decision point divide its sessions differently, 0..1, judged by their numbers per group. */
function difference(a: TestedEffect, b: TestedEffect): number {
  const other = new Map(b.tables.map((table) => [table.stratum, table]));
  let apart = 0;
  let size = 0;
  for (const table of a.tables) {
    apart += Math.abs(table.nWith - (other.get(table.stratum)?.nWith ?? 0));
    size += Math.max(table.nWith, other.get(table.stratum)?.nWith ?? 0);
  }
  return size === 0 ? 1 : apart / size;
}

function isSameFinding(a: TestedEffect, b: TestedEffect): boolean {
  if (a.effect > 0 !== b.effect > 0) return false;
  // "B before A" seen from several tools A is one lesson about B.
  if ("before" in a.feature && "before" in b.feature) return a.feature.kind === b.feature.kind && a.feature.before === b.feature.before;
  return a.tool === b.tool && difference(a, b) <= SAME_FINDING_PART;
}

function comparedSessions({ tables }: TestedEffect): number {
  const { nWith, nWithout } = sampleCounts(tables);
  return nWith + nWithout;
}

/**
 * One of each finding: a significant one, of these the one that rests on most sessions, then the smallest p, then the name. Everything was
 * tested before; this only spares the reader.
 */
export function withoutRepeats(tests: readonly TestedEffect[]): TestedEffect[] {
  const order = [...tests].sort(
    (a, b) =>
      Number(isSignificant(b)) - Number(isSignificant(a)) ||
      comparedSessions(b) - comparedSessions(a) ||
      a.pValue - b.pValue ||
      compareText(a.name, b.name),
  );
  const kept: TestedEffect[] = [];
  for (const test of order) if (!kept.some((other) => isSameFinding(test, other))) kept.push(test);
  return kept;
}

/** The part of a candidate's statistics that the comparison gives. */
export function effectStats(test: TestedEffect, labelOf: (stratum: number) => string) {
  const isClaim = isSignificant(test);
  return {
    ...sampleCounts(test.tables),
    effect: test.effect,
    interval: test.interval,
    pValue: test.pValue,
    qValue: test.qValue,
    claim: isClaim ? "effect" : "observation",
    direction: isClaim ? (test.effect > 0 ? "raises" : "lowers") : null,
    informativeGroups: countInformative(test.tables),
    groups: groupRows(test.tables, labelOf),
  } satisfies Partial<CandidateStats>;
}
