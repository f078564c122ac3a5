/**
 * Whether a model's words may stand in place of the template's. They may say the same in another way; they may not bring in a number, a name, a
 * quote or a claim that the mined evidence does not hold, nor turn advice round. Strict on purpose: the template's text is never wrong. Pure.
 */
import type { Wording } from "@/lib/dreaming/authors/claude/wording";
import type { Draft } from "@/lib/dreaming/authors/template/draft";
import { bareName, visible } from "@/lib/dreaming/authors/template/quote";
import type { Candidate } from "@/lib/dreaming/types";
import { claimsCause } from "@/lib/dreaming/verify/figures";
import { findInjection } from "@/lib/dreaming/verify/injection";
import { findPersonalData } from "@/lib/dreaming/verify/personal-data";
import { findSecrets } from "@/lib/dreaming/verify/secrets";

export const FAULTS = [
  "hidden_characters",
  "suspicious_text",
  "new_number",
  "new_name",
  "new_quote",
  "lost_name",
  "other_steps",
  "turned_round",
  "unproven_claim",
] as const;
export type Fault = (typeof FAULTS)[number];

const CODE_SPAN = /(?<!`)(`+)(?!`)([\s\S]*?)(?<!`)\1(?!`)/g;
const QUOTED = /“[^”]*”|"[^"]*"/g;
const NUMBER_WORDS =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?|half|twice|thrice|double|triple|percent|majority|most|always|never fails?|every time)\b|%/gi;
const NEGATION = /\b(?:not|never|no|avoid|without|stop|leave|omit|skip|drop|remove|refrain)\b|n['’]t\b/i;
/** How the template tells a proven effect: the model may neither add it, drop it nor turn it round. */
const COMPARISONS = [/\bmore often\b/i, /\bless often\b/i];
/** What plain prose is made of. */
const PLAIN_WORD = /^[\p{L}\p{M}\p{N}'’–—-]*$/u;
const PUNCTUATION_AT_ENDS = /^[.,;:!?()'’‘“”"…–—-]+|[.,;:!?()'’‘“”"…–—-]+$/gu;

/** Null when nothing is wrong with it. */
export function findFault(wording: Wording, draft: Draft, candidate: Candidate): Fault | null {
  const texts = textsOf(wording);
  if (texts.some((text) => visible(text) !== text)) return "hidden_characters";
  const known = new Known(draft);
  const all = texts.join("\n");
  if (isSuspicious(all) || /\bevidence:/i.test(all)) return "suspicious_text";
  const step = otherSteps(wording, draft);
  if (step !== null) return step;
  for (const text of texts) {
    const fault = known.faultOf(text);
    if (fault !== null) return fault;
  }
  if (lostNames(wording, draft)) return "lost_name";
  if (turnedRound(wording, draft)) return "turned_round";
  if (candidate.stats.claim === "observation" && claimsCause(all)) return "unproven_claim";
  return COMPARISONS.some((words) => words.test(all) !== words.test(known.text)) ? "unproven_claim" : null;
}

/** Whether text that no draft stands behind could pass for an instruction, a secret or somebody's data. */
export function isSuspicious(text: string): boolean {
  return findInjection(text).length + findSecrets(text).length + findPersonalData(text).length > 0;
}

function textsOf({ title, situation, steps, avoid }: Wording): string[] {
  return [title, situation, ...steps.flatMap((step) => [step.do, step.why]), ...avoid];
}

/** What the template's text holds, which was quoted from the mined facts: nothing else may come in. */
class Known {
  readonly text: string;
  private readonly spans: ReadonlySet<string>;
  private readonly numbers: ReadonlySet<string>;

  constructor(draft: Draft) {
    this.text = textsOf({ ...draft, steps: draft.steps.map((step) => ({ do: step.do, why: step.why ?? "" })) }).join("\n");
    this.spans = new Set(spansOf(this.text));
    this.numbers = new Set(numbersOf(this.text));
  }

  faultOf(text: string): Fault | null {
    if (spansOf(text).some((span) => !this.spans.has(span))) return "new_name";
    const own = text.replaceAll(CODE_SPAN, " ");
    // What is left of a span that doesn't close would turn the rest of the text into code.
    if (own.includes("`")) return "new_name";
    const quotes = own.match(QUOTED) ?? [];
    if (quotes.some((quote) => !this.text.includes(quote.slice(1, -1)))) return "new_quote";
    const prose = own.replaceAll(QUOTED, " ");
    if (numbersOf(prose).some((number) => !this.numbers.has(number))) return "new_number";
    return wordsOf(prose).every((word) => isPlain(word) || this.text.includes(word)) ? null : "new_name";
  }
}

function spansOf(text: string): string[] {
  return [...text.matchAll(CODE_SPAN)].map((match) => (match[2] ?? "").trim());
}

/** Digits of any script, and words that count. */
function numbersOf(text: string): string[] {
  return [...(text.match(/\p{N}+(?:[.,]\p{N}+)*/gu) ?? []), ...(text.match(NUMBER_WORDS) ?? []).map((word) => word.toLowerCase())];
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).map((word) => word.replaceAll(PUNCTUATION_AT_ENDS, ""));
}

/** No path, address, markup or camelCase name. */
function isPlain(word: string): boolean {
  return PLAIN_WORD.test(word) && !/\p{Ll}\p{Lu}/u.test(word);
}

function otherSteps(wording: Wording, draft: Draft): Fault | null {
  return wording.steps.length === draft.steps.length && wording.avoid.length === draft.avoid.length ? null : "other_steps";
}

/** Each text with the one that it stands for. */
function pairsOf(wording: Wording, draft: Draft): [said: string, drafted: string][] {
  return [
    ...draft.steps.map((step, i): [string, string] => [wording.steps[i]?.do ?? "", step.do]),
    ...draft.avoid.map((text, i): [string, string] => [wording.avoid[i] ?? "", text]),
  ];
}

/** A step that no longer names its argument or tool says something else. */
function lostNames(wording: Wording, draft: Draft): boolean {
  const [tool] = draft.tools;
  const name = tool === undefined ? null : bareName(tool);
  if (name !== null && draft.title.includes(name) && !wording.title.includes(name)) return true;
  return [...pairsOf(wording, draft), [wording.situation, draft.situation] as const].some(([said, drafted]) => {
    const spans = new Set(spansOf(said));
    return spansOf(drafted).some((span) => !spans.has(span));
  });
}

/** "Call it without X" must not become "call it with X". */
function turnedRound(wording: Wording, draft: Draft): boolean {
  const isNegative = (text: string) => NEGATION.test(text.replaceAll(CODE_SPAN, " ").replaceAll(QUOTED, " "));
  return [...pairsOf(wording, draft), [wording.title, draft.title] as const].some(
    ([said, drafted]) => isNegative(said) !== isNegative(drafted),
  );
}
