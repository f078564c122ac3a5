/**
 * Errors and how a session got past them. Pure.
 * An episode is the first time a session meets an error template of a tool; it is recovered when, within a few calls, the same tool works again
 * on the same matter with something changed. What changed is read between the last call that failed so and the one that worked.
 */
import { argumentChanges } from "@/lib/dreaming/miner/argument-changes";
import { encodeParts, patternKey, type RecoveryChange } from "@/lib/dreaming/miner/pattern";
import { type CommandArguments, commandOf } from "@/lib/dreaming/miner/text-form";
import type { Digest, DigestStep } from "@/lib/dreaming/types";

/** Calls after an error in which it can be recovered. Listing, describing and trying again are four; two more to spare. */
export const RECOVERY_WINDOW = 6;
/** A retry shares at least this part of the failing call's arguments; otherwise it is a call about something else. */
const SAME_MATTER_SHARE = 1 / 3;
/** Errors that say the command itself does not exist, so that another command is a recovery and not just moving on. */
const UNKNOWN_COMMAND = /command not found|not found in \$?PATH|not recognized as|no such command|unknown command/i;

export type Episode = {
  tool: string;
  errorTemplate: string;
  /** Names tool and template; equal for equal errors. */
  base: string;
  error: DigestStep;
  /** The call that worked; null when none did within the window. */
  working: DigestStep | null;
  /** Calls from the error to the one that worked; 0 when none did. */
  calls: number;
  /** Whether the tool was called again on the same matter at all. */
  isRetried: boolean;
  /** Pattern keys of what had changed when it worked, each with the step that shows the change. */
  worked: ReadonlyMap<string, DigestStep>;
  /** Pattern keys of changes after which the same error came again; none that also worked. */
  failed: ReadonlyMap<string, DigestStep>;
};

/** Errors that are asked for, by name; true when changed arguments matter, false when only the calls made first do. */
type EpisodeInterest = ReadonlyMap<string, boolean>;

type NameOf = (change: RecoveryChange) => string;

/** Names an error of a tool, for counting its episodes. */
export function episodeBase(tool: string, errorTemplate: string): string {
  return encodeParts([tool, errorTemplate]);
}

function didWork(step: DigestStep): boolean {
  return step.result === "ok" || step.result === "empty";
}

/** The retried call concerns the same matter: the same kind of command, or enough equal arguments. */
function isRetry(failed: DigestStep, failedHead: string | null, next: DigestStep, commands: CommandArguments): boolean {
  if (failed.tool !== next.tool) return false;
  if (failedHead !== null) return failedHead === commandOf(next, commands)?.head;
  const total = failed.arguments.length;
  if (total <= 1) return true;
  const rest = next.arguments.map((leaf) => `${leaf.path}=${leaf.value}`);
  let shared = 0;
  for (const leaf of failed.arguments) {
    const at = rest.indexOf(`${leaf.path}=${leaf.value}`);
    if (at === -1) continue;
    rest.splice(at, 1);
    shared += 1;
  }
  return shared >= 1 && shared >= total * SAME_MATTER_SHARE;
}

/** Other calls that worked after the error: other tools, or the same tool with another kind of command. First of each. */
function otherCalls(error: DigestStep, errorHead: string | null, between: readonly DigestStep[], commands: CommandArguments, name: NameOf) {
  const out = new Map<string, DigestStep>();
  for (const step of between) {
    if (!didWork(step)) continue;
    const viaForm = commandOf(step, commands)?.head ?? null;
    if (step.tool === error.tool && viaForm === errorHead) continue;
    // A tool with plain arguments called on another matter is no preparation one could name.
    if (step.tool === error.tool && viaForm === null) continue;
    const key = name({ kind: "other_call_first", via: step.tool, viaForm });
    if (!out.has(key)) out.set(key, step);
  }
  return out;
}

/** The command does not exist and was given up for another one that worked: `xxd` for `od`. */
function substitution(
  error: DigestStep,
  later: readonly DigestStep[],
  commands: CommandArguments,
): { change: RecoveryChange; step: DigestStep } | null {
  const command = commandOf(error, commands);
  const text = error.outcome?.quote ?? "";
  if (command === null || !UNKNOWN_COMMAND.test(text) || !text.toLowerCase().includes(command.head)) return null;
  const step = later.find((next) => next.tool === error.tool && didWork(next));
  const to = step === undefined ? null : commandOf(step, commands);
  if (step === undefined || to === null || to.head === command.head) return null;
  return { change: { kind: "argument_changed", argument: command.argument, from: command.head, to: to.head }, step };
}

function episodeAt(
  steps: readonly DigestStep[],
  error: DigestStep,
  errorTemplate: string,
  commands: CommandArguments,
  withArguments: boolean,
): Episode {
  const position = steps.indexOf(error);
  const { tool } = error;
  const name: NameOf = (change) => patternKey({ family: "recovery", tool, errorTemplate, change });
  const base = { tool, errorTemplate, base: episodeBase(tool, errorTemplate), error };
  const failed = new Map<string, DigestStep>();
  const later: DigestStep[] = [];
  // A retry has the error's own kind of command, so every failure of the episode has this first word.
  const head = commandOf(error, commands)?.head ?? null;
  let lastFailure = error;
  let isRetried = false;
  for (const step of steps.slice(position + 1, position + 1 + RECOVERY_WINDOW)) {
    if (step.index !== error.index + later.length + 1) break;
    if (isRetry(lastFailure, head, step, commands)) {
      isRetried = true;
      // Whatever was looked up since the error is known at every later retry.
      const changes = otherCalls(error, head, later, commands, name);
      if (withArguments) for (const change of argumentChanges(lastFailure, step, commands)) changes.set(name(change), step);
      if (didWork(step)) {
        for (const key of changes.keys()) failed.delete(key);
        return { ...base, working: step, calls: step.index - error.index, isRetried, worked: changes, failed };
      }
      if (step.errorTemplate === errorTemplate) {
        for (const [key, shown] of changes) failed.set(key, shown);
        lastFailure = step;
      }
    }
    later.push(step);
  }
  const other = substitution(error, later, commands);
  if (other === null) return { ...base, working: null, calls: 0, isRetried, worked: new Map(), failed };
  const worked = new Map([[name(other.change), other.step]]);
  return { ...base, working: other.step, calls: other.step.index - error.index, isRetried: true, worked, failed };
}

/**
 * The session's episodes, one per tool and error template, in the order they were met. With an `interest` only those of the errors it
 * names, which spares most of the work when a few patterns are looked for. O(steps x window x arguments).
 */
export function findEpisodes(digest: Digest, commands: CommandArguments, interest?: EpisodeInterest): Episode[] {
  const episodes = new Map<string, Episode>();
  for (const step of digest.steps) {
    if (step.errorTemplate === null) continue;
    const base = episodeBase(step.tool, step.errorTemplate);
    const withArguments = interest === undefined ? true : interest.get(base);
    if (withArguments === undefined || episodes.has(base)) continue;
    episodes.set(base, episodeAt(digest.steps, step, step.errorTemplate, commands, withArguments));
  }
  return [...episodes.values()];
}
