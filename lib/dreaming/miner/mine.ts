/**
 * Mining: from digests to candidate patterns with statistics. Pure, deterministic, streaming.
 *
 * Four passes, none of which holds sessions: survey (groups, split, terminal tools, command languages), sketch (which keys are frequent enough for a
 * counter), tally (exact counts), measure (facts, support and examples of what was chosen). Memory: the sketch, one counter per frequent pattern,
 * one table per group with both outcomes. Time: O(passes x sessions x calls). Ties fall by key, examples by fingerprint; ids of sessions
 * decide nothing.
 */
import { decisionPoints } from "@/lib/dreaming/miner/decision-points";
import {
  CLAIM_Q,
  effectStats,
  isSignificant,
  isUnprovenGuard,
  type TestedEffect,
  testEffects,
  withoutRepeats,
} from "@/lib/dreaming/miner/effects";
import { FeatureTally, isComparable } from "@/lib/dreaming/miner/feature-tally";
import { FrequencySketch } from "@/lib/dreaming/miner/frequency-sketch";
import { type Grouping, groupOf } from "@/lib/dreaming/miner/groups";
import { Measuring } from "@/lib/dreaming/miner/measure";
import { describeShortSupport, nearerMiss, type ShortSupport } from "@/lib/dreaming/miner/nearest-miss";
import { errorKey, ObservationTally } from "@/lib/dreaming/miner/observation-tally";
import { nominateObservations } from "@/lib/dreaming/miner/observations";
import { patternKey } from "@/lib/dreaming/miner/pattern";
import { findEpisodes } from "@/lib/dreaming/miner/recoveries";
import { emptyFacts } from "@/lib/dreaming/miner/sightings";
import { type Survey, surveySessions } from "@/lib/dreaming/miner/survey";
import { findWastes } from "@/lib/dreaming/miner/wastes";
import { compareText } from "@/lib/dreaming/statistics/hash";
import type { Candidate, CandidateStats, Digest, DigestSource, Funnel, LabelledDigest, MinerSettings } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";

/** Words of a command are compared only when this part of the tool's sessions use them: rarer ones name things, not ways of working. */
const WORD_MIN_SHARE = 0.05;
/** Validation drops some: so many times the limit is nominated. */
const NOMINATED_PER_PROPOSED = 2;

type Mined = { candidates: Candidate[]; funnel: Funnel };

/** Whether a session may be compared in the mined part. */
function isCompared(survey: Survey, { digest, label }: LabelledDigest): boolean {
  const group = groupOf(digest);
  return label !== null && group !== null && survey.isMixed(group) && survey.sideOf(digest) === "mined";
}

function featureThreshold(survey: Survey, name: string, minSupport: number, tool: string): number {
  return name.includes("|contains ") ? Math.max(minSupport, Math.ceil(survey.tools.sessionsUsing(tool) * WORD_MIN_SHARE)) : minSupport;
}

/** A counter is kept only for keys that may reach the support. */
async function sketchKeys(source: DigestSource, survey: Survey): Promise<FrequencySketch> {
  const sketch = new FrequencySketch();
  for await (const item of source()) {
    if (isCompared(survey, item)) {
      for (const point of decisionPoints(item.digest, survey.commands, survey.tools.revealing)) {
        for (const mention of point.features.values()) if (isComparable(point, mention, survey)) sketch.add(`feature ${mention.name}`);
      }
    }
    if (survey.isObserved(item.digest)) for (const key of observedKeys(item.digest, survey)) sketch.add(key);
  }
  return sketch;
}

function* observedKeys(digest: Digest, survey: Survey): Generator<string> {
  for (const episode of findEpisodes(digest, survey.commands)) {
    yield errorKey(episode.base);
    yield* episode.worked.keys();
  }
  for (const { key, polarity } of findWastes(digest, survey.commands)) if (polarity === "supports") yield key;
}

const NO_COMPARISON: Omit<CandidateStats, "grouping"> = {
  nWith: 0,
  successesWith: 0,
  nWithout: 0,
  successesWithout: 0,
  support: 0,
  supportTasks: 0,
  supportUsers: null,
  effect: null,
  interval: null,
  pValue: null,
  qValue: null,
  claim: "observation",
  direction: null,
  outOfSample: null,
  informativeGroups: 0,
  groups: [],
};

function emptyCandidate(key: string, stats: CandidateStats): Candidate {
  const facts = emptyFacts(key);
  return { key, family: facts.family, facts, stats, models: [], trust: "operator", wall: null, examples: [] };
}

function guardKey({ tool, feature }: TestedEffect): string {
  return patternKey({ family: "guard", tool, feature });
}

/** How near the nearest test came, for the funnel; names what was compared and claims nothing. */
function describeNearestMiss(tests: readonly TestedEffect[]): string | null {
  const miss = tests.filter((test) => !isSignificant(test)).sort((a, b) => a.qValue - b.qValue || compareText(a.name, b.name))[0];
  if (miss === undefined) return null;
  return `${guardKey(miss)}: q ${miss.qValue.toFixed(3)} (a claim needs ${CLAIM_Q}), p ${miss.pValue.toPrecision(2)}, ${miss.tables.length} groups`;
}

type Ranked = { candidate: Candidate; score: number };

/** Claims first, then by about how many sessions the lesson would have helped; ties by key. */
function byUsefulness(a: Ranked, b: Ranked): number {
  const claims = Number(b.candidate.stats.claim === "effect") - Number(a.candidate.stats.claim === "effect");
  return claims || b.score - a.score || compareText(a.candidate.key, b.candidate.key);
}

function guardCandidates(tests: readonly TestedEffect[], tally: FeatureTally, grouping: Grouping): Ranked[] {
  return tests.map((test) => {
    const stats = { ...NO_COMPARISON, grouping, ...effectStats(test, (stratum) => tally.labelOf(stratum)) };
    return { candidate: emptyCandidate(guardKey(test), stats), score: Math.abs(test.effect) * Math.min(stats.nWith, stats.nWithout) };
  });
}

function addCount(dropped: Record<string, number>, reason: string, count: number): void {
  if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
}

function assertSettings(settings: MinerSettings): void {
  if (settings.minSupport < 2) throw new AppError("invalid_input", "A pattern needs at least two sessions: set minSupport to 2 or more.");
}

/**
 * Candidates of the mined part with their statistics, best first, at most twice `maxCandidates` (validation makes the last cut). Effects are
 * tested on the mined part only; recoveries and wastes are counted there too, and over all sessions when there are few (see
 * Survey.isObserved). `claim` is what the mined part alone supports. The funnel counts all sessions of the source.
 * Throws invalid_input for a minimum support below 2.
 */
export async function mine(source: DigestSource, settings: MinerSettings): Promise<Mined> {
  assertSettings(settings);
  const survey = await surveySessions(source, settings.seed);
  const sketch = await sketchKeys(source, survey);
  const observations = new ObservationTally(survey, (key) => sketch.mayReach(key, Math.max(2, settings.minSupport - 1)));
  const features = new FeatureTally(survey, (name, tool) =>
    sketch.mayReach(`feature ${name}`, featureThreshold(survey, name, settings.minSupport, tool)),
  );
  for await (const item of source()) {
    if (isCompared(survey, item)) features.add(item);
    if (survey.isObserved(item.digest)) observations.add(item.digest);
  }
  const { tested, dropped } = testEffects(features, settings.minSupport);
  const nominated = nominateObservations(observations, settings.minSupport);
  for (const [reason, count] of Object.entries(nominated.dropped)) addCount(dropped, reason, count);

  const found = tested.filter((test) => isSignificant(test) || isUnprovenGuard(test));
  const guards = guardCandidates(withoutRepeats(found), features, survey.grouping);
  const others = nominated.chosen.map(({ key, score }) => ({
    candidate: emptyCandidate(key, { ...NO_COMPARISON, grouping: survey.grouping }),
    score,
  }));
  const ranked = [...guards, ...others].sort(byUsefulness);
  const kept = ranked.slice(0, settings.maxCandidates * NOMINATED_PER_PROPOSED);
  addCount(dropped, "not_significant", tested.length - found.length);
  addCount(dropped, "near_duplicate", found.length - guards.length);
  addCount(dropped, "over_limit", ranked.length - kept.length);

  const { candidates, nearest } = await measureCandidates(
    kept.map(({ candidate }) => candidate),
    source,
    survey,
    settings,
    dropped,
  );
  const { sessions, labelled } = survey;
  const nearestMiss = describeNearestMiss(tested) ?? describeShortSupport(nearerMiss(nominated.nearest, nearest), settings.minSupport);
  return { candidates, funnel: { sessions, labelled, tested: tested.length, candidates: candidates.length, dropped, nearestMiss } };
}

async function measureCandidates(
  chosen: readonly Candidate[],
  source: DigestSource,
  survey: Survey,
  settings: MinerSettings,
  dropped: Record<string, number>,
): Promise<{ candidates: Candidate[]; nearest: ShortSupport | null }> {
  if (chosen.length === 0) return { candidates: [], nearest: null };
  let nearest: ShortSupport | null = null;
  const measuring = new Measuring(chosen, survey);
  for await (const item of source()) if (survey.isObserved(item.digest)) measuring.add(item);
  const candidates = measuring.results().flatMap(({ candidate, hasSeveralTasks, hasSeveralUsers }) => {
    const { key, stats } = candidate;
    if (stats.support < settings.minSupport) {
      addCount(dropped, "too_little_support", 1);
      nearest = nearerMiss(nearest, { key, sessions: stats.support });
    } else if (!hasSeveralTasks) addCount(dropped, "one_task", 1);
    else if (!hasSeveralUsers) addCount(dropped, "one_user", 1);
    else return [candidate];
    return [];
  });
  return { candidates, nearest };
}
