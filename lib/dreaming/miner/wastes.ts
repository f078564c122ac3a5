/** Calls that could add nothing. Pure. */
import { patternKey } from "@/lib/dreaming/miner/pattern";
import { type CommandArguments, commandOf } from "@/lib/dreaming/miner/text-form";
import type { Digest, DigestStep, Polarity } from "@/lib/dreaming/types";

/** The same error so many times in a row is a loop: twice can be a retry with a better guess. */
const LOOP_MIN_LENGTH = 3;

/** `wasted`: calls that added nothing; 0 for a session that contradicts the pattern. `step` shows it. */
type WasteSighting = { key: string; polarity: Polarity; wasted: number; step: DigestStep };

type Repeats = { same: number; sameStep: DigestStep | null; changed: DigestStep | null };

/**
 * The identical call with the identical result again (supports), against an identical call that brought something new (contradicts).
 * What a repeated failing call says is told apart from a repeated working one.
 */
function* repeatedCalls(digest: Digest, commands: CommandArguments): Generator<WasteSighting> {
  const latest = new Map<string, DigestStep>();
  const repeats = new Map<string, Repeats>();
  for (const step of digest.steps) {
    const earlier = latest.get(step.callHash);
    if (step.resultHash !== null) latest.set(step.callHash, step);
    if (earlier === undefined || step.resultHash === null) continue;
    // Counted for the tool as a whole and for its kind of command: which of the two is the lesson shows in the numbers.
    for (const form of new Set([null, commandOf(step, commands)?.head ?? null])) {
      const key = patternKey({ family: "waste", tool: step.tool, pattern: "identical_call", errorTemplate: earlier.errorTemplate, form });
      const entry = repeats.get(key) ?? { same: 0, sameStep: null, changed: null };
      if (step.resultHash === earlier.resultHash) {
        entry.same += 1;
        entry.sameStep ??= step;
      } else entry.changed ??= step;
      repeats.set(key, entry);
    }
  }
  for (const [key, { same, sameStep, changed }] of repeats) {
    if (sameStep !== null) yield { key, polarity: "supports", wasted: same, step: sameStep };
    else if (changed !== null) yield { key, polarity: "contradicts", wasted: 0, step: changed };
  }
}

/** The same error three times in a row or more (supports), against sessions that met the error, went on and got away from it sooner (contradicts). */
function* errorLoops(digest: Digest): Generator<WasteSighting> {
  const found = new Map<string, { wasted: number; step: DigestStep }>();
  const last = digest.steps[digest.steps.length - 1];
  let streak = 0;
  let previous: DigestStep | null = null;
  for (const step of digest.steps) {
    const isSame = previous !== null && step.errorTemplate !== null && step.index === previous.index + 1;
    streak = isSame && previous?.errorTemplate === step.errorTemplate && previous?.tool === step.tool ? streak + 1 : 1;
    previous = step;
    if (step.errorTemplate === null) continue;
    const key = patternKey({ family: "waste", tool: step.tool, pattern: "error_loop", errorTemplate: step.errorTemplate, form: null });
    const entry = found.get(key) ?? { wasted: 0, step };
    // The first error of a loop told something; the ones after it did not.
    if (streak === LOOP_MIN_LENGTH)
      found.set(key, { wasted: entry.wasted + LOOP_MIN_LENGTH - 1, step: entry.wasted === 0 ? step : entry.step });
    else if (streak > LOOP_MIN_LENGTH) found.set(key, { ...entry, wasted: entry.wasted + 1 });
    else found.set(key, entry);
  }
  for (const [key, { wasted, step }] of found) {
    if (wasted > 0) yield { key, polarity: "supports", wasted, step };
    else if (step !== last) yield { key, polarity: "contradicts", wasted, step };
  }
}

/** At most one sighting per pattern and session. O(steps). */
export function findWastes(digest: Digest, commands: CommandArguments): WasteSighting[] {
  return [...repeatedCalls(digest, commands), ...errorLoops(digest)];
}
