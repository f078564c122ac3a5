/** Whether a learning's trigger speaks of what a session is about to do, and by which of its parts. Pure. */
import type { Trigger } from "@/lib/learnings/types";
import type { ContextQuestion, Reason } from "@/lib/retrieval/types";
import { hasPhrase, plain, wordsOf } from "@/lib/retrieval/words";

/** What a hit of each part is worth, and how much a part can add. An error that just happened says most, a tool at hand least. */
const POINTS = {
  error: { each: 4, most: 8 },
  intent: { each: 3, most: 6 },
  keyword: { each: 2, most: 6 },
  file_type: { each: 2, most: 4 },
  tool: { each: 2, most: 4 },
} as const;
type Part = keyof typeof POINTS;

/** Of an intent's words, so many must be in the task. */
const INTENT_SHARE = 2 / 3;

/** The question in the forms that triggers are compared with; made once for all learnings. */
export type PreparedQuestion = { text: string; words: Set<string>; tools: Set<string>; errors: string[]; fileTypes: Set<string> };

export function prepareQuestion(question: ContextQuestion): PreparedQuestion {
  const errors = question.recentErrors.flatMap((error) => plain(error).split(/\r?\n/)).map(tidy);
  return {
    text: `${plain(question.task)}\n${errors.join("\n")}`,
    words: wordsOf(question.task),
    tools: new Set(question.tools.flatMap((tool) => [tool.toLowerCase(), bareTool(tool)])),
    errors,
    fileTypes: new Set([...question.fileTypes.map(bareType), ...typesNamedIn(plain(question.task))]),
  };
}

/** What of the trigger applies; empty when nothing does. A learning without any trigger always applies. O(trigger × question). */
export function matchTrigger(trigger: Trigger, question: PreparedQuestion): Reason[] {
  const isEmpty = Object.values(trigger).every((list) => list.length === 0);
  if (isEmpty) return [{ part: "always", detail: "has no trigger", points: 0 }];
  const hits: Record<Part, string[]> = {
    tool: trigger.tools.filter((tool) => question.tools.has(tool.toLowerCase()) || question.tools.has(bareTool(tool))),
    error: trigger.errors.filter((error) => question.errors.some((line) => fitsTemplate(line, error))),
    intent: trigger.intents.filter((intent) => isAbout(question, intent)),
    file_type: trigger.file_types.filter((type) => question.fileTypes.has(bareType(type))),
    keyword: trigger.keywords.filter((word) => hasPhrase(question.text, plain(word).trim())),
  };
  return (Object.keys(POINTS) as Part[]).flatMap((part) =>
    hits[part].length === 0
      ? []
      : [{ part, detail: hits[part].join(", "), points: Math.min(POINTS[part].most, POINTS[part].each * hits[part].length) }],
  );
}

/** An MCP tool as its server calls it. */
const bareTool = (tool: string) => tool.toLowerCase().replace(/^mcp__.*?__/, "");
const bareType = (type: string) =>
  type
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, "");

function typesNamedIn(text: string): string[] {
  return [...text.matchAll(/[\p{L}\p{N}_)-]?\.([a-z][a-z0-9]{0,7})(?![\p{L}\p{N}_])/gu)].map((match) => match[1] ?? "");
}

const tidy = (text: string) => text.replace(/\s+/g, " ").trim();

/**
 * Whether an error's line is of the template: the texts between its placeholders stand in the line, in that order. A template of
 * placeholders only fits nothing. O(line × template).
 */
export function fitsTemplate(line: string, template: string): boolean {
  const pieces = tidy(plain(template))
    .split(/<[a-z]{1,12}>|…/)
    .filter((piece) => piece.trim() !== "");
  if (pieces.join("").replaceAll(/[^\p{L}]/gu, "").length < 3) return false;
  let from = 0;
  for (const piece of pieces) {
    const at = line.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return true;
}

function isAbout(question: PreparedQuestion, intent: string): boolean {
  const words = wordsOf(intent);
  if (words.size === 0) return hasPhrase(question.text, plain(intent).trim());
  const found = [...words].filter((word) => question.words.has(word)).length;
  return found / words.size >= INTENT_SHARE;
}
