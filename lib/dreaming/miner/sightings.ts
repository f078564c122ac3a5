/** Where sessions show, or contradict, given candidates: one sighting per candidate and session. Pure. */
import { type DecisionPoint, decisionPoints, holdsAt } from "@/lib/dreaming/miner/decision-points";
import { parsePatternKey, patternKey, patternOf } from "@/lib/dreaming/miner/pattern";
import { type Episode, episodeBase, findEpisodes } from "@/lib/dreaming/miner/recoveries";
import type { Survey } from "@/lib/dreaming/miner/survey";
import { findWastes } from "@/lib/dreaming/miner/wastes";
import type {
  Candidate,
  Digest,
  DigestStep,
  Excerpt,
  GuardFacts,
  LabelledDigest,
  PatternFacts,
  Polarity,
  SessionLabel,
} from "@/lib/dreaming/types";
import { lowestTrust, type Trust } from "@/lib/trust";

/** What one session says about one candidate. */
export type Sighting = {
  /** Position in the list the index was made of. */
  candidate: number;
  /** `neutral` counts in the facts (an error that was never recovered) but is no evidence either way. */
  polarity: Polarity | "neutral";
  /** The most telling cut, and the lowest trust of all the pattern rests on here. */
  excerpt: Excerpt;
  trust: Trust;
  /** Recovery: calls to the one that worked. Waste: calls wasted. Else 0. */
  amount: number;
  /** Recovery: the error's own words. */
  error: Excerpt | null;
  /** Recovery: got past the error by another change. */
  isOtherWay: boolean;
};

type Wanted = Pick<Candidate, "key" | "facts"> & { stats: Pick<Candidate["stats"], "direction"> };
type IndexedGuard = { position: number; facts: GuardFacts; direction: Candidate["stats"]["direction"] };

/** What of a survey it takes to read a session as mining did. */
export type SurveyedTools = Pick<Survey, "commands" | "tools">;

/** Candidates by what a session has to show for them. */
export type SightingIndex = {
  recoveries: Map<string, Array<{ position: number; key: string }>>;
  errors: Map<string, boolean>;
  wastes: Map<string, number>;
  guards: Map<string, IndexedGuard[]>;
};

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Prepares looking for candidates in digests. O(candidates). */
export function indexCandidates(candidates: readonly Wanted[]): SightingIndex {
  const index: SightingIndex = { recoveries: new Map(), errors: new Map(), wastes: new Map(), guards: new Map() };
  candidates.forEach(({ facts, stats }, position) => {
    const key = patternKey(patternOf(facts));
    switch (facts.family) {
      case "recovery": {
        const error = episodeBase(facts.tool, facts.errorTemplate);
        push(index.recoveries, error, { position, key });
        index.errors.set(error, index.errors.get(error) === true || facts.change.kind !== "other_call_first");
        break;
      }
      case "waste":
        index.wastes.set(key, position);
        break;
      case "guard":
        push(index.guards, facts.tool, { position, facts, direction: stats.direction });
        break;
    }
  });
  return index;
}

/** The pointer of a leaf in a call's payload, where its path tells it: no list and no key that needs escaping. */
function leafPointer(path: string): string | null {
  return /[[\]"~/]/.test(path) ? null : `/input/${path.replaceAll(".", "/")}`;
}

/** The argument's own text where it can be quoted; null for numbers, list items and cut or missing values. */
function argumentExcerpt(step: DigestStep, argument: string): Excerpt | null {
  const leaf = step.arguments.find(({ path }) => path === argument);
  const at = leafPointer(argument);
  if (leaf === undefined || at === null || leaf.type !== "string" || leaf.value.trim() === "") return null;
  return { eventId: step.callEventId, at, quote: leaf.value, trust: step.call.trust };
}

function nameExcerpt(step: DigestStep): Excerpt {
  return { eventId: step.callEventId, at: "/name", quote: step.tool, trust: step.call.trust };
}

function recoveryExcerpt(key: string, shown: DigestStep, episode: Episode): Excerpt {
  const pattern = parsePatternKey(key);
  const change = pattern.family === "recovery" ? pattern.change : null;
  if (change === null) return shown.call;
  // Of a call with plain arguments it matters that it was made; of a command, what it said.
  if (change.kind === "other_call_first") return change.viaForm == null ? nameExcerpt(shown) : shown.call;
  return argumentExcerpt(shown, change.argument) ?? episode.error.outcome ?? shown.call;
}

function recoverySighting(position: number, key: string, episode: Episode): Sighting {
  const { error, working } = episode;
  const worked = episode.worked.get(key);
  const failed = episode.failed.get(key);
  const shared = { candidate: position, amount: episode.calls, error: error.outcome, isOtherWay: false };
  if (worked !== undefined) {
    const trust = lowestTrust([error.trust, worked.trust, working?.trust ?? error.trust]);
    return { ...shared, polarity: "supports", excerpt: recoveryExcerpt(key, worked, episode), trust };
  }
  if (working !== null) {
    const trust = lowestTrust([error.trust, working.trust]);
    return { ...shared, polarity: "contradicts", excerpt: working.call, trust, isOtherWay: true };
  }
  const trust = lowestTrust([error.trust, failed?.trust ?? error.trust]);
  const excerpt = failed?.outcome ?? failed?.call ?? error.outcome ?? error.call;
  return { ...shared, polarity: failed === undefined ? "neutral" : "contradicts", excerpt, trust };
}

function guardSighting(guard: IndexedGuard, point: DecisionPoint | undefined, label: SessionLabel | null): Sighting | null {
  if (label === null || point === undefined || holdsAt(point, guard.facts.feature) !== true) return null;
  const { feature } = guard.facts;
  const { step } = point;
  const own = "argument" in feature ? argumentExcerpt(step, feature.argument) : null;
  const excerpt = own ?? (feature.kind === "first_call_errored" ? step.outcome : null) ?? step.call;
  const isFor = label.success === (guard.direction === "raises");
  return {
    candidate: guard.position,
    polarity: isFor ? "supports" : "contradicts",
    excerpt,
    trust: step.trust,
    amount: 0,
    error: null,
    isOtherWay: false,
  };
}

function* guardSightings(index: SightingIndex, digest: Digest, label: SessionLabel | null, survey: SurveyedTools): Generator<Sighting> {
  if (index.guards.size === 0) return;
  for (const point of decisionPoints(digest, survey.commands, survey.tools.revealing)) {
    for (const guard of index.guards.get(point.tool) ?? []) {
      const sighting = guardSighting(guard, point, label);
      if (sighting !== null) yield sighting;
    }
  }
}

/** What a session says about the indexed candidates, at most once about each. O(steps x window). */
export function* sightingsIn({ digest, label }: LabelledDigest, index: SightingIndex, survey: SurveyedTools): Generator<Sighting> {
  if (index.recoveries.size > 0) {
    for (const episode of findEpisodes(digest, survey.commands, index.errors)) {
      for (const { position, key } of index.recoveries.get(episode.base) ?? []) yield recoverySighting(position, key, episode);
    }
  }
  if (index.wastes.size > 0) {
    for (const { key, polarity, wasted, step } of findWastes(digest, survey.commands)) {
      const position = index.wastes.get(key);
      if (position === undefined) continue;
      // A repeated failure is best shown by its error, a repeated success by the call.
      yield {
        candidate: position,
        polarity,
        excerpt: step.outcome ?? step.call,
        trust: step.trust,
        amount: wasted,
        error: null,
        isOtherWay: false,
      };
    }
  }
  yield* guardSightings(index, digest, label, survey);
}

/** Facts of a pattern with every count still at zero. */
export function emptyFacts(key: string): PatternFacts {
  const pattern = parsePatternKey(key);
  switch (pattern.family) {
    case "recovery":
      return { ...pattern, errorExample: "", sessionsWithError: 0, recovered: 0, recoveredOtherwise: 0, medianCalls: 0 };
    case "guard":
      return { ...pattern, sessions: 0, failures: 0 };
    case "waste":
      return { ...pattern, sessions: 0, wastedCalls: 0, medianRepeats: 0 };
  }
}
