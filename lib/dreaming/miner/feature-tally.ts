/** Two-by-two tables per group of every feature of a decision point. Pure. */
import { type DecisionPoint, decisionPoints, type FeatureMention, type FeatureScope } from "@/lib/dreaming/miner/decision-points";
import { type Group, groupLabel, groupOf } from "@/lib/dreaming/miner/groups";
import type { GuardFeature } from "@/lib/dreaming/miner/pattern";
import type { Survey } from "@/lib/dreaming/miner/survey";
import type { TwoByTwo } from "@/lib/dreaming/statistics/exact-test";
import { hash53 } from "@/lib/dreaming/statistics/hash";
import type { LabelledDigest } from "@/lib/dreaming/types";

type Count = { n: number; successes: number };
/** Which sessions, as two wrapping sums of their hashes: equal for equal sets, whatever the order. */
type Membership = { a: number; b: number };
type ReachedPoint = { counts: Map<number, Count>; members: Membership };
type TalliedFeature = {
  tool: string;
  scope: FeatureScope;
  feature: GuardFeature;
  counts: Map<number, Count>;
  members: Membership;
};
export type StratumTable = TwoByTwo & { stratum: number };

/** Which points may be compared at all: nothing about a tool that ends sessions, but the arguments of one that opens nearly all of them. */
export function isComparable(point: Pick<DecisionPoint, "tool" | "isOpening">, mention: FeatureMention, survey: Survey): boolean {
  const { feature, scope } = mention;
  if (feature.kind === "used_before" && survey.tools.terminal.has(feature.before)) return false;
  if (!survey.tools.terminal.has(point.tool)) return true;
  return survey.tools.opening.has(point.tool) && point.isOpening && scope === "arguments";
}

function addTo(counts: Map<number, Count>, stratum: number, success: boolean): void {
  const count = counts.get(stratum) ?? { n: 0, successes: 0 };
  count.n += 1;
  if (success) count.successes += 1;
  counts.set(stratum, count);
}

function addMember(members: Membership, a: number, b: number): void {
  members.a = (members.a + a) | 0;
  members.b = (members.b + b) | 0;
}

/**
 * Counts labelled sessions of groups with both outcomes. Memory: features that pass `wants` times the groups they occur in. The order of
 * sessions changes nothing: all sums are whole numbers.
 */
export class FeatureTally {
  readonly #points = new Map<string, ReachedPoint>();
  readonly #sessions = new Map<number, Count>();
  readonly #features = new Map<string, TalliedFeature>();
  readonly #labels = new Map<number, string>();
  readonly #units = new Map<number, number>();

  constructor(
    readonly survey: Survey,
    readonly wants: (name: string, tool: string) => boolean,
  ) {}

  add({ digest, label }: LabelledDigest): void {
    const group = groupOf(digest);
    if (label === null || group === null || !this.survey.isMixed(group)) return;
    if (!this.#labels.has(group.stratum)) this.#labels.set(group.stratum, groupLabel(digest));
    this.#units.set(group.stratum, group.unit);
    addTo(this.#sessions, group.stratum, label.success);
    const a = hash53(digest.fingerprint, 1) | 0;
    const b = hash53(digest.fingerprint, 2) | 0;
    for (const point of decisionPoints(digest, this.survey.commands, this.survey.tools.revealing)) {
      for (const scope of point.scopes) this.#addPoint(`${scope} ${point.tool}`, group, label.success, a, b);
      for (const mention of point.features.values()) {
        if (!this.wants(mention.name, point.tool) || !isComparable(point, mention, this.survey)) continue;
        const entry = this.#feature(point.tool, mention);
        addTo(entry.counts, group.stratum, label.success);
        addMember(entry.members, a, b);
      }
    }
  }

  #addPoint(name: string, group: Group, success: boolean, a: number, b: number): void {
    const point = this.#points.get(name) ?? { counts: new Map(), members: { a: 0, b: 0 } };
    addTo(point.counts, group.stratum, success);
    addMember(point.members, a, b);
    this.#points.set(name, point);
  }

  #feature(tool: string, { name, feature, scope }: FeatureMention): TalliedFeature {
    const found = this.#features.get(name);
    if (found !== undefined) return found;
    const made: TalliedFeature = {
      tool,
      scope,
      feature,
      counts: new Map(),
      members: { a: 0, b: 0 },
    };
    this.#features.set(name, made);
    return made;
  }

  /** Names of the features seen, in code-unit order. */
  names(): string[] {
    return [...this.#features.keys()].sort();
  }

  get(name: string): TalliedFeature | undefined {
    return this.#features.get(name);
  }

  /** The feature's table in every group that reached its decision point, by group. */
  tables(name: string): StratumTable[] {
    const entry = this.#features.get(name);
    const point = entry === undefined ? undefined : this.#points.get(`${entry.scope} ${entry.tool}`);
    if (entry === undefined || point === undefined) return [];
    const out: StratumTable[] = [];
    for (const [stratum, reached] of point.counts) {
      const held = entry.counts.get(stratum) ?? { n: 0, successes: 0 };
      out.push({
        stratum,
        nWith: held.n,
        successesWith: held.successes,
        nWithout: reached.n - held.n,
        successesWithout: reached.successes - held.successes,
      });
    }
    return out.sort((x, y) => x.stratum - y.stratum);
  }

  /** Per group, sessions that reached the tool's first use (`with`) and those that never did. */
  reachTables(tool: string): TwoByTwo[] {
    const point = this.#points.get(`order ${tool}`);
    // In one order always: sums of floating point numbers depend on it.
    const sessions = [...this.#sessions].sort(([a], [b]) => a - b);
    return sessions.map(([stratum, all]) => {
      const reached = point?.counts.get(stratum) ?? { n: 0, successes: 0 };
      return {
        nWith: reached.n,
        successesWith: reached.successes,
        nWithout: all.n - reached.n,
        successesWithout: all.successes - reached.successes,
      };
    });
  }

  /** Equal for features of one decision point that divide its sessions alike, also when one is the other's opposite. */
  divisionOf(name: string): string {
    const entry = this.#features.get(name);
    const point = entry === undefined ? undefined : this.#points.get(`${entry.scope} ${entry.tool}`);
    if (entry === undefined || point === undefined) return name;
    const own = `${entry.members.a}:${entry.members.b}`;
    const opposite = `${(point.members.a - entry.members.a) | 0}:${(point.members.b - entry.members.b) | 0}`;
    return `${entry.tool} ${point.members.a}:${point.members.b} ${own < opposite ? own : opposite}`;
  }

  labelOf(stratum: number): string {
    return this.#labels.get(stratum) ?? "";
  }

  unitOf(stratum: number): number {
    return this.#units.get(stratum) ?? stratum;
  }
}
