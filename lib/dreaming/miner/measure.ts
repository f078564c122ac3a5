/** The exact numbers, models, trust and examples of chosen candidates, in one pass. Pure. */
import { ExampleShelf } from "@/lib/dreaming/miner/example-shelf";
import { groupOf } from "@/lib/dreaming/miner/groups";
import { DistinctCounter } from "@/lib/dreaming/miner/independence";
import { indexCandidates, type Sighting, type SightingIndex, type SurveyedTools, sightingsIn } from "@/lib/dreaming/miner/sightings";
import { compareText } from "@/lib/dreaming/statistics/hash";
import type { Candidate, Digest, LabelledDigest, PatternFacts } from "@/lib/dreaming/types";
import { lowestTrust, type Trust } from "@/lib/trust";

const EXAMPLES_FOR = 8;
const EXAMPLES_AGAINST = 4;

/** Counts of small whole numbers, for an exact median without keeping them. */
class Histogram {
  readonly #counts = new Map<number, number>();
  total = 0;

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    this.total += 1;
  }

  /** The lower median; 0 for none. */
  median(): number {
    let seen = 0;
    for (const [value, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen * 2 >= this.total) return value;
    }
    return 0;
  }
}

/** What is known of one candidate so far. */
class Measurement {
  supporting = 0;
  contradicting = 0;
  otherWays = 0;
  met = 0;
  amount = 0;
  readonly tasks = new DistinctCounter();
  readonly users = new DistinctCounter();
  readonly amounts = new Histogram();
  readonly models = new Set<string>();
  readonly walls = new Set<string | null>();
  trust: Trust = "operator";
  errorExample: { text: string; fingerprint: string } | null = null;
  readonly for = new ExampleShelf(EXAMPLES_FOR);
  readonly against = new ExampleShelf(EXAMPLES_AGAINST);

  add(digest: Digest, sighting: Sighting): void {
    this.met += 1;
    this.#keepError(digest, sighting);
    if (sighting.polarity === "neutral") return;
    this.trust = lowestTrust([this.trust, sighting.trust]);
    const isFor = sighting.polarity === "supports";
    if (isFor) this.#addSupport(digest, sighting);
    else this.contradicting += 1;
    if (sighting.isOtherWay) this.otherWays += 1;
    (isFor ? this.for : this.against).add({
      evidence: { ...sighting.excerpt, trust: sighting.trust, sessionId: digest.sessionId, polarity: isFor ? "supports" : "contradicts" },
      task: digest.taskKey ?? String(groupOf(digest)?.unit ?? digest.fingerprint),
      rank: this.#rank(sighting),
      fingerprint: digest.fingerprint,
    });
  }

  #addSupport(digest: Digest, { amount }: Sighting): void {
    this.supporting += 1;
    this.amount += amount;
    this.amounts.add(amount);
    this.tasks.add(digest.taskKey);
    this.users.add(digest.userKey);
    this.walls.add(digest.wall);
    if (digest.model !== null) this.models.add(digest.model);
  }

  #keepError(digest: Digest, { error }: Sighting): void {
    if (error === null) return;
    if (this.errorExample !== null && compareText(this.errorExample.fingerprint, digest.fingerprint) <= 0) return;
    this.errorExample = { text: error.quote, fingerprint: digest.fingerprint };
  }

  /** Against: the same change failing tells more than another one working. For: the quickest recovery, the longest waste. */
  #rank({ amount, error, isOtherWay, polarity }: Sighting): number {
    if (polarity === "contradicts") return isOtherWay ? 1 : 0;
    return error === null ? -amount : amount;
  }

  facts(facts: PatternFacts): PatternFacts {
    switch (facts.family) {
      case "recovery":
        return {
          ...facts,
          errorExample: this.errorExample?.text ?? facts.errorExample,
          sessionsWithError: this.met,
          recovered: this.supporting,
          recoveredOtherwise: this.otherWays,
          medianCalls: this.amounts.median(),
        };
      case "guard":
        return { ...facts, sessions: this.met, failures: this.failures(facts) };
      case "waste":
        return { ...facts, sessions: this.supporting, wastedCalls: this.amount, medianRepeats: this.amounts.median() };
    }
  }

  failures(facts: PatternFacts & { family: "guard" }): number {
    return this.isRaising(facts) ? this.contradicting : this.supporting;
  }

  constructor(readonly isRaising: (facts: PatternFacts) => boolean) {}
}

export type Measured = {
  candidate: Candidate;
  /** Sessions that speak against it. */
  contradicting: number;
  /** Recovery: sessions in which the same change failed. */
  failed: number;
  /** Whether support comes from several tasks and users, as far as they are known. */
  hasSeveralTasks: boolean;
  hasSeveralUsers: boolean;
};

/** Takes sessions one by one and then fills in candidates. Memory: candidates times the tasks and users that support them. */
export class Measuring {
  readonly #index: SightingIndex;
  readonly #measurements: Measurement[];

  constructor(
    readonly candidates: readonly Candidate[],
    readonly survey: SurveyedTools,
  ) {
    this.#index = indexCandidates(candidates);
    this.#measurements = candidates.map(({ stats }) => new Measurement(() => stats.direction === "raises"));
  }

  add(item: LabelledDigest): void {
    for (const sighting of sightingsIn(item, this.#index, this.survey)) this.#measurements[sighting.candidate]?.add(item.digest, sighting);
  }

  /** The candidates with facts, support, models, trust, wall and examples as measured; the comparison's numbers stay as they were. */
  results(): Measured[] {
    return this.candidates.flatMap((candidate, i) => {
      const measured = this.#measurements[i];
      return measured === undefined ? [] : [toResult(candidate, measured)];
    });
  }
}

function toResult(candidate: Candidate, measured: Measurement): Measured {
  const [wall] = measured.walls;
  const facts = measured.facts(candidate.facts);
  return {
    candidate: {
      ...candidate,
      facts,
      stats: {
        ...candidate.stats,
        support: measured.supporting,
        supportTasks: measured.tasks.count,
        supportUsers: measured.users.count === 0 ? null : measured.users.count,
      },
      models: [...measured.models].sort(),
      trust: measured.trust,
      wall: measured.walls.size === 1 ? (wall ?? null) : null,
      examples: [...measured.for.list(), ...measured.against.list()],
    },
    contradicting: measured.contradicting,
    failed: measured.contradicting - measured.otherWays,
    hasSeveralTasks: measured.tasks.mayBeSeveral,
    hasSeveralUsers: measured.users.mayBeSeveral,
  };
}
