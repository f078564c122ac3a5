/** Which arguments are commands: texts in a language of few verbs, such as SQL or a shell. Pure. */
import { type CommandArguments, headOf, isCommandLike } from "@/lib/dreaming/miner/text-form";
import { compareText, hash53 } from "@/lib/dreaming/statistics/hash";
import type { DigestStep } from "@/lib/dreaming/types";

/** Names under which tools usually take a command; preferred when a tool has several such texts. */
const USUAL_NAMES = new Set(["command", "cmd", "query", "sql", "code", "script", "statement", "expression", "bash"]);
const SLOTS = 128;
const TOP_HEADS = 8;
/** So much of the texts must open with one of the eight most usual words. Names of things searched for do not; verbs of a language do. */
const TOP_HEADS_SHARE = 0.5;
/** ... and so many of the tool's calls must have a text that reads like a command at all. */
const COMMAND_LIKE_SHARE = 0.5;
const MIN_TEXTS = 5;

type TextUse = { texts: number; heads: Uint32Array };

/**
 * Learns from the sessions which argument of which tool is a command, so that nothing depends on what tools are called.
 * Memory: half a kilobyte per argument that holds such texts. First words are counted in hashed slots: no order, no bound to overflow.
 */
export class CommandSurvey {
  readonly #calls = new Map<string, number>();
  readonly #texts = new Map<string, Map<string, TextUse>>();

  add(step: DigestStep): void {
    this.#calls.set(step.tool, (this.#calls.get(step.tool) ?? 0) + 1);
    for (const leaf of step.arguments) {
      const head = leaf.type === "string" && isCommandLike(leaf.value) ? headOf(leaf.value) : null;
      if (head === null) continue;
      const ofTool = this.#texts.get(step.tool) ?? new Map<string, TextUse>();
      const use = ofTool.get(leaf.path) ?? { texts: 0, heads: new Uint32Array(SLOTS) };
      const slot = hash53(head) % SLOTS;
      use.texts += 1;
      use.heads[slot] = (use.heads[slot] ?? 0) + 1;
      ofTool.set(leaf.path, use);
      this.#texts.set(step.tool, ofTool);
    }
  }

  /** One argument per tool: one with a usual name, else the one with most texts, else the first by name. */
  commandArguments(): CommandArguments {
    const out = new Map<string, string>();
    for (const [tool, uses] of this.#texts) {
      const found = [...uses]
        .filter(([, use]) => isCommandLanguage(use, this.#calls.get(tool) ?? 0))
        .sort(([a, x], [b, y]) => Number(USUAL_NAMES.has(b)) - Number(USUAL_NAMES.has(a)) || y.texts - x.texts || compareText(a, b))[0];
      if (found !== undefined) out.set(tool, found[0]);
    }
    return out;
  }
}

function isCommandLanguage(use: TextUse, calls: number): boolean {
  const top = [...use.heads]
    .sort((a, b) => b - a)
    .slice(0, TOP_HEADS)
    .reduce((sum, count) => sum + count, 0);
  return use.texts >= MIN_TEXTS && use.texts >= calls * COMMAND_LIKE_SHARE && top >= use.texts * TOP_HEADS_SHARE;
}
