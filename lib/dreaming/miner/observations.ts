/**
 * Which recoveries and wastes are worth a reviewer's time. Pure.
 * One lesson per error and one per kind of repetition: near-duplicates are merged, the best one stays.
 */
import type { SupportCounter } from "@/lib/dreaming/miner/independence";
import { nearerMiss, type ShortSupport } from "@/lib/dreaming/miner/nearest-miss";
import type { ChangeCount, ObservationTally, WasteCount } from "@/lib/dreaming/miner/observation-tally";
import { encodeParts, parsePatternKey, type RecoveryChange, type WastePattern } from "@/lib/dreaming/miner/pattern";
import { compareText } from "@/lib/dreaming/statistics/hash";

/** `score` is about the number of sessions the lesson would have helped. */
type Nomination = { key: string; score: number };
export type Nominations = {
  chosen: Nomination[];
  dropped: Record<string, number> /** The pattern that lacked the fewest sessions. */;
  nearest: ShortSupport | null;
};

/** A change is a lesson when it usually works: in at least half of the sessions that tried it. */
export const USUAL_SHARE = 0.5;
/** Of all sessions that got past the error, the change must cover this part; a mere word, of which texts have many, more. */
const MIN_COVERAGE = 0.1;
const MIN_WORD_COVERAGE = 0.4;
/** A call in between is often there by chance: it must raise the share of retries that work by this much. */
const MIN_CALL_ADVANTAGE = 0.1;
/** A change that tells what the value became replaces the bare "it was changed" when it covers this part of it. */
const SPECIFIC_PART = 0.6;
/** ... and so does a call made first that nearly always helps. */
const RELIABLE_SHARE = 0.8;
const WASTES_PER_TOOL = 3;
/** An error without words can't be recognised by the next reader. */
const NO_MESSAGE = "(no message)";

type Change = ChangeCount & { key: string; change: RecoveryChange; score: number };
type Drop = (reason: string, miss?: ShortSupport) => void;

function isBare(change: RecoveryChange): boolean {
  return change.kind === "argument_changed" && change.from === null && change.to === null;
}

function isWord(change: RecoveryChange): boolean {
  return change.kind === "argument_changed" && /^contains "/.test(change.from ?? change.to ?? "");
}

function usualShare({ worked, failed }: ChangeCount): number {
  return worked.sessions / Math.max(1, worked.sessions + failed);
}

/** How much more often retries work after this call than without it, each share with one imagined success and failure (Laplace). */
function advantage({ error, worked, failed }: ChangeCount): number {
  const tried = worked.sessions + failed;
  const otherTried = Math.max(0, error.retried - tried);
  const otherWorked = Math.min(otherTried, Math.max(0, error.recovered - worked.sessions));
  return (worked.sessions + 1) / (tried + 2) - (otherWorked + 1) / (otherTried + 2);
}

function coverage({ error, worked }: ChangeCount): number {
  return worked.sessions / Math.max(1, error.recovered);
}

function changeScore(change: RecoveryChange, count: ChangeCount): number {
  const gain = change.kind === "other_call_first" ? advantage(count) : coverage(count);
  return count.worked.sessions * usualShare(count) * gain;
}

function weakness(change: RecoveryChange, count: ChangeCount, minSupport: number): string | null {
  const problem = independenceProblem(count.worked, minSupport);
  if (problem !== null) return problem;
  if (usualShare(count) < USUAL_SHARE) return "change_seldom_works";
  if (coverage(count) < (isWord(change) ? MIN_WORD_COVERAGE : MIN_COVERAGE)) return "one_way_of_many";
  return change.kind === "other_call_first" && advantage(count) < MIN_CALL_ADVANTAGE ? "call_first_made_no_difference" : null;
}

/** Why support does not suffice: too few sessions, or all of one task or one user. */
function independenceProblem(support: SupportCounter, minSupport: number): string | null {
  if (support.sessions < minSupport) return "too_little_support";
  if (!support.hasSeveralTasks) return "one_task";
  return support.hasSeveralUsers ? null : "one_user";
}

/** Whether `a` says what the bare change `b` leaves open, about nearly the same sessions. */
function replaces(a: Change, b: Change): boolean {
  if (!isBare(b.change) || isBare(a.change) || a.worked.sessions < SPECIFIC_PART * b.worked.sessions) return false;
  if (a.change.kind === "other_call_first") return usualShare(a) >= RELIABLE_SHARE;
  return a.change.argument === (b.change.kind === "other_call_first" ? null : b.change.argument);
}

/** Order: what replaces the other, then the higher score, then the longer key ("group by" before "by"), then the key. */
function isBetter(a: Change, b: Change): boolean {
  if (replaces(a, b) !== replaces(b, a)) return replaces(a, b);
  if (a.score !== b.score) return a.score > b.score;
  return a.key.length !== b.key.length ? a.key.length > b.key.length : a.key < b.key;
}

function bestChanges(tally: ObservationTally, minSupport: number, drop: Drop): Nomination[] {
  const best = new Map<string, Change>();
  for (const key of [...tally.changes.keys()].sort(compareText)) {
    const count = tally.changes.get(key);
    const pattern = parsePatternKey(key);
    if (count === undefined || pattern.family !== "recovery") continue;
    const reason = pattern.errorTemplate === NO_MESSAGE ? "error_without_words" : weakness(pattern.change, count, minSupport);
    if (reason !== null) {
      drop(reason, { key, sessions: count.worked.sessions });
      continue;
    }
    const change = { ...count, key, change: pattern.change, score: changeScore(pattern.change, count) };
    const other = best.get(count.errorName);
    if (other !== undefined) drop("weaker_change_for_same_error");
    if (other === undefined || isBetter(change, other)) best.set(count.errorName, change);
  }
  return [...best.values()].map(({ key, score }) => ({ key, score }));
}

/** Sessions that waste and calls wasted, their geometric mean: ten loops of three outweigh one of thirty. */
function wasteScore({ support, contradicting, wasted }: WasteCount): number {
  return Math.sqrt(support.sessions * wasted) * (support.sessions / (support.sessions + contradicting));
}

/** Where asking again mostly brings something new (a status that is polled), repeating is no waste. */
function wasteWeakness(pattern: WastePattern, count: WasteCount, minSupport: number): string | null {
  if (pattern.pattern === "error_loop")
    return pattern.errorTemplate === NO_MESSAGE ? "error_without_words" : independenceProblem(count.support, minSupport);
  return count.contradicting > count.support.sessions ? "repeating_often_helps" : independenceProblem(count.support, minSupport);
}

type Waste = WasteCount & { key: string; form: string | null; tool: string; score: number };

/** One kind of command is told instead of the tool as a whole when it is most of it; else the tool as a whole. */
function isBetterWaste(a: Waste, b: Waste): boolean {
  const [whole, part] = a.form === null ? [a, b] : [b, a];
  if (whole.form === null && part.form !== null && isIdentical(whole.key) && isIdentical(part.key)) {
    return part.support.sessions >= SPECIFIC_PART * whole.support.sessions === (a === part);
  }
  return a.score !== b.score ? a.score > b.score : a.key < b.key;
}

function isIdentical(key: string): boolean {
  const pattern = parsePatternKey(key);
  return pattern.family === "waste" && pattern.pattern === "identical_call";
}

/** Per tool and error one waste: looping on an error and repeating the very call that gave it are one lesson. */
function bestWastes(tally: ObservationTally, minSupport: number, drop: Drop): Nomination[] {
  const best = new Map<string, Waste>();
  for (const key of [...tally.wastes.keys()].sort(compareText)) {
    const count = tally.wastes.get(key);
    const pattern = parsePatternKey(key);
    if (count === undefined || pattern.family !== "waste") continue;
    const reason = wasteWeakness(pattern, count, minSupport);
    if (reason !== null) {
      drop(reason, { key, sessions: count.support.sessions });
      continue;
    }
    const topic = encodeParts([pattern.tool, pattern.errorTemplate]);
    const waste = { ...count, key, form: pattern.form ?? null, tool: pattern.tool, score: wasteScore(count) };
    const other = best.get(topic);
    if (other !== undefined) drop("near_duplicate");
    if (other === undefined || isBetterWaste(waste, other)) best.set(topic, waste);
  }
  return heaviestPerTool([...best.values()], drop);
}

/** "Do not send the same call again" reads alike for every error of a tool: the weightiest few are enough. */
function heaviestPerTool(wastes: readonly Waste[], drop: Drop): Nomination[] {
  const perTool = new Map<string, number>();
  const kept: Nomination[] = [];
  for (const { key, score, tool } of [...wastes].sort((a, b) => b.score - a.score || compareText(a.key, b.key))) {
    const count = (perTool.get(tool) ?? 0) + 1;
    perTool.set(tool, count);
    if (count <= WASTES_PER_TOOL) kept.push({ key, score });
    else drop("similar_waste_of_same_tool");
  }
  return kept;
}

/** The best change per error and the best waste per tool and error that have the support. Highest score first, ties by key. */
export function nominateObservations(tally: ObservationTally, minSupport: number): Nominations {
  const dropped: Record<string, number> = {};
  let nearest: ShortSupport | null = null;
  const drop: Drop = (reason, miss) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    if (reason === "too_little_support" && miss) nearest = nearerMiss(nearest, miss);
  };
  const chosen = [...bestChanges(tally, minSupport, drop), ...bestWastes(tally, minSupport, drop)];
  return { chosen: chosen.sort((a, b) => b.score - a.score || compareText(a.key, b.key)), dropped, nearest };
}
