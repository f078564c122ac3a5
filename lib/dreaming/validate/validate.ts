/** Validation: what mining found, checked on the sessions that were held back. Pure, deterministic, streaming. */
import { featureName } from "@/lib/dreaming/miner/decision-points";
import { countInformative, sampleCounts, tablesFor } from "@/lib/dreaming/miner/effects";
import { FeatureTally } from "@/lib/dreaming/miner/feature-tally";
import { groupOf } from "@/lib/dreaming/miner/groups";
import { type Measured, Measuring } from "@/lib/dreaming/miner/measure";
import { describeShortSupport, nearerMiss, type ShortSupport } from "@/lib/dreaming/miner/nearest-miss";
import { USUAL_SHARE } from "@/lib/dreaming/miner/observations";
import { indexCandidates, sightingsIn } from "@/lib/dreaming/miner/sightings";
import { type Survey, surveySessions } from "@/lib/dreaming/miner/survey";
import type { Candidate, DigestSource, Evidence, Funnel, GuardFacts, MinerSettings, SampleCounts } from "@/lib/dreaming/types";

/** So many held-back sessions must have tried a change before their share of successes refutes it. */
const MIN_TRIES_TO_REFUTE = 3;

/**
 * A claim must repeat this part of its size on the held-back part. The same sign alone is a coin that falls right every other time; a third leaves
 * room for the winner's curse (what was picked for being large is smaller when seen again).
 */
const REPEATED_PART = 1 / 3;

type Validated = { candidates: Candidate[]; funnel: Funnel };

type HeldBack = { counts: SampleCounts; informative: number };
type Verdict = { candidate: Candidate } | { reason: string };

function heldBackTables(tally: FeatureTally, { tool, feature }: GuardFacts): HeldBack {
  const tables = tablesFor(tally, featureName(tool, feature), feature);
  return { counts: sampleCounts(tables), informative: countInformative(tables) };
}

/**
 * An effect stays a claim only if the held-back part shows it, too, at no less than a third of its size. Where that part shows less or holds no
 * comparison the claim becomes an observation, and where it points the other way nothing is left. An unproven guard must not point the
 * other way either.
 */
function judgeGuard(candidate: Candidate, { counts, informative }: HeldBack): Verdict {
  const { stats } = candidate;
  const inSample = stats.effect ?? 0;
  const heldBack = informative === 0 ? null : counts.effect;
  const outOfSample = counts.effect === null ? null : counts;
  if (heldBack !== null && heldBack * inSample <= 0) return { reason: "not_repeated_on_held_back" };
  const isRepeated = heldBack !== null && Math.abs(heldBack) >= Math.abs(inSample) * REPEATED_PART;
  if (stats.claim === "effect" && isRepeated) return { candidate: { ...candidate, stats: { ...stats, outOfSample } } };
  // Without a repetition nothing is claimed; what goes with success has no family of observations to fall back to.
  if (inSample >= 0) return { reason: "not_repeated_on_held_back" };
  return { candidate: { ...candidate, stats: { ...stats, outOfSample, claim: "observation", direction: null } } };
}

/** A recovery is refuted when the held-back sessions that tried the change mostly failed with it. */
function isRefuted(whole: Measured, heldBack: Measured | undefined): boolean {
  if (whole.candidate.family !== "recovery") return false;
  const share = ({ candidate, failed }: Measured): number => candidate.stats.support / Math.max(1, candidate.stats.support + failed);
  if (share(whole) < USUAL_SHARE) return true;
  const tries = heldBack === undefined ? 0 : heldBack.candidate.stats.support + heldBack.failed;
  return heldBack !== undefined && tries >= MIN_TRIES_TO_REFUTE && share(heldBack) < USUAL_SHARE;
}

function judge(whole: Measured, heldBack: Measured | undefined, tally: FeatureTally, minSupport: number): Verdict {
  const { candidate } = whole;
  if (candidate.stats.support < minSupport) return { reason: "too_little_support" };
  if (!whole.hasSeveralTasks) return { reason: "one_task" };
  if (!whole.hasSeveralUsers) return { reason: "one_user" };
  if (isRefuted(whole, heldBack)) return { reason: "not_repeated_on_held_back" };
  return candidate.facts.family === "guard" ? judgeGuard(candidate, heldBackTables(tally, candidate.facts)) : { candidate };
}

async function measure(candidates: readonly Candidate[], source: DigestSource, survey: Survey) {
  const names = new Set(candidates.flatMap(({ facts }) => (facts.family === "guard" ? [featureName(facts.tool, facts.feature)] : [])));
  const tally = new FeatureTally(survey, (name) => names.has(name));
  const whole = new Measuring(candidates, survey);
  const heldBack = new Measuring(candidates, survey);
  let sessions = 0;
  let labelled = 0;
  for await (const item of source()) {
    whole.add(item);
    if (survey.sideOf(item.digest) === "mined") continue;
    sessions += 1;
    if (item.label !== null) labelled += 1;
    heldBack.add(item);
    const group = groupOf(item.digest);
    if (group !== null && survey.isMixed(group)) tally.add(item);
  }
  return { whole: whole.results(), heldBack: heldBack.results(), tally, sessions, labelled };
}

/**
 * The candidates that stand, in the order given, at most `maxCandidates`. Support, facts, models, trust and examples are over all sessions;
 * `outOfSample` over the held-back part; the comparison's own numbers (effect, interval, p, q, groups) stay those of the mined part. An effect that
 * the held-back part can't repeat becomes an observation, or goes when it points the other way. The funnel counts the held-back sessions and
 * the reasons of what went.
 */
export async function validate(candidates: readonly Candidate[], source: DigestSource, settings: MinerSettings): Promise<Validated> {
  const survey = await surveySessions(source, settings.seed);
  const { whole, heldBack, tally, sessions, labelled } = await measure(candidates, source, survey);
  const dropped: Record<string, number> = {};
  const drop = (reason: string): void => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  };
  const standing: Candidate[] = [];
  let nearest: ShortSupport | null = null;
  whole.forEach((measured, i) => {
    const verdict = judge(measured, heldBack[i], tally, settings.minSupport);
    if ("reason" in verdict) {
      drop(verdict.reason);
      const { key, stats } = measured.candidate;
      if (verdict.reason === "too_little_support") nearest = nearerMiss(nearest, { key, sessions: stats.support });
    } else if (standing.length === settings.maxCandidates) drop("over_limit");
    else standing.push(verdict.candidate);
  });
  return {
    candidates: standing,
    funnel: {
      sessions,
      labelled,
      tested: candidates.length,
      candidates: standing.length,
      dropped,
      nearestMiss: describeShortSupport(nearest, settings.minSupport),
    },
  };
}

/**
 * Every session that supports or contradicts a candidate, with its most telling quote; in the source's order, candidates in the order
 * given. The numbers of `validate` count exactly these. Two passes; holds no session.
 */
export async function* collectEvidence(
  candidates: readonly Candidate[],
  source: DigestSource,
): AsyncGenerator<{ candidateKey: string; evidence: Evidence }, void, undefined> {
  if (candidates.length === 0) return;
  const survey = await surveySessions(source, 0);
  const index = indexCandidates(candidates);
  for await (const item of source()) {
    const sightings = [...sightingsIn(item, index, survey)].sort((a, b) => a.candidate - b.candidate);
    for (const { candidate, polarity, excerpt, trust } of sightings) {
      const key = candidates[candidate]?.key;
      if (polarity === "neutral" || key === undefined) continue;
      yield { candidateKey: key, evidence: { ...excerpt, trust, sessionId: item.digest.sessionId, polarity } };
    }
  }
}
