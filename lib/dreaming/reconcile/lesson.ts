/** When two learnings say the same. Pure. */
import type { LearningDocument } from "@/lib/learnings/types";

/** Share of common words above which the explanations of two playbooks with the same steps are one explanation. */
const MIN_LIKENESS = 0.9;

/**
 * What a learning says, without its figures: support, confidence, validated models and the sentence of evidence. Equal for two texts exactly
 * when a reader would be told the same.
 */
export function essentialWords({ frontMatter, body }: LearningDocument): string {
  const { support: _support, confidence: _confidence, model_validated: _models, ...words } = frontMatter;
  const appliesTo = Object.entries(words.applies_to).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([{ ...words, applies_to: appliesTo }, withoutEvidence(body)]);
}

/** Paragraphs that begin with "Evidence:" hold figures only. */
export function withoutEvidence(body: string): string {
  return body
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "" && !paragraph.startsWith("Evidence:"))
    .join("\n\n");
}

/**
 * Whether two learnings are the same lesson in other words. Narrow, since one word can turn a meaning round: same kind, same triggers, same
 * wall, same steps and things to avoid word by word; then the explanation may differ a little. Without steps it may not differ at all.
 */
export function isSameLesson(a: LearningDocument, b: LearningDocument): boolean {
  const [one, other] = [a.frontMatter, b.frontMatter];
  if (one.kind !== other.kind || !hasTrigger(a) || triggersOf(a) !== triggersOf(b)) return false;
  if (JSON.stringify(Object.entries(one.applies_to).sort()) !== JSON.stringify(Object.entries(other.applies_to).sort())) return false;
  if (adviceOf(a) !== adviceOf(b)) return false;
  const [words, otherWords] = [wordsOf(withoutEvidence(a.body)), wordsOf(withoutEvidence(b.body))];
  const hasAdvice = one.steps.length + one.avoid.length > 0;
  return hasAdvice ? likeness(words, otherWords) >= MIN_LIKENESS : words.length > 0 && words.join(" ") === otherWords.join(" ");
}

function hasTrigger({ frontMatter }: LearningDocument): boolean {
  return Object.values(frontMatter.trigger).some((list) => list.length > 0);
}

function triggersOf({ frontMatter: { trigger } }: LearningDocument): string {
  const lists = [trigger.tools, trigger.errors, trigger.intents, trigger.file_types, trigger.keywords];
  return JSON.stringify(lists.map((list) => [...new Set(list.map((item) => item.trim().toLowerCase()))].sort()));
}

function adviceOf({ frontMatter: { steps, avoid } }: LearningDocument): string {
  const plain = (text: string) => wordsOf(text).join(" ");
  return JSON.stringify([steps.map((step) => [plain(step.do), step.tool ?? null]), avoid.map(plain).sort()]);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}_<>]+/gu) ?? [];
}

/** Dice's coefficient over words, counted with repeats. */
function likeness(a: string[], b: string[]): number {
  if (a.length + b.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const word of a) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of b) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    counts.set(word, left - 1);
    common++;
  }
  return (2 * common) / (a.length + b.length);
}
