/** The shape of a learning's front matter: the zod schema, its published JSON Schema, and the words for what is wrong. Pure. */

import { z } from "zod";
import { InstantInput } from "@/lib/instant-input";
import type { FrontMatter } from "@/lib/learnings/types";
import { LEARNING_KINDS } from "@/lib/learnings/types";

/** Keys that are columns: shown in the text, ignored when it is read. */
const COLUMN_KEYS = ["status", "locked", "pinned", "trust"] as const;

// Far above what a readable learning holds; a list that needs more is several learnings.
const MAX_ITEMS = 100;
const MAX_TEXT = 4_000;

const text = (max: number) => z.string().min(1).max(max);
const list = (description: string) => z.array(text(MAX_TEXT)).max(MAX_ITEMS).default([]).describe(description);

const trigger = z.object({
  tools: list("Names of tools."),
  errors: list("Error texts; variable parts as placeholders."),
  intents: list("What is asked for, in a few words."),
  file_types: list("Endings of files, without the dot."),
  keywords: list("Words in the task."),
});

const step = z.object({
  do: text(MAX_TEXT).describe("What to do."),
  tool: text(256).optional().describe("The tool to do it with."),
  why: text(MAX_TEXT).optional().describe("Why it is worth doing."),
});

const support = z.object({
  sessions: z.number().int().min(0),
  success_with: text(200).nullable().default(null),
  success_without: text(200).nullable().default(null),
});

const noTrigger = { tools: [], errors: [], intents: [], file_types: [], keywords: [] };

const schema = z.object({
  kind: z.enum(LEARNING_KINDS).describe("A note is an observation in plain words; a playbook says what to do in a situation."),
  title: text(200)
    .refine((value) => !/[\p{Cc}\u2028\u2029]/u.test(value), { message: "must be one line" })
    .describe("One line."),
  trigger: trigger.default(noTrigger).describe("When the learning applies. Without any trigger it is always considered."),
  steps: z.array(step).max(MAX_ITEMS).default([]).describe("What to do, in order."),
  avoid: list("What not to do."),
  confidence: z.number().min(0).max(1).nullable().default(null).describe("How sure the author is, from 0 to 1."),
  support: support.nullable().default(null).describe("Figures of the dream that wrote it. Shown, ignored when written by hand."),
  scope: z.enum(["private", "federated"]).default("private").describe("Whether other agents may be given it."),
  applies_to: z
    .record(text(64), z.string().max(512))
    .refine((value) => Object.keys(value).length <= 16, { message: "must have at most 16 entries" })
    .default({})
    .describe("Session metadata that must match exactly."),
  expires_at: z
    .union([z.iso.date().refine((day) => !day.startsWith("0000"), "expected a year from 1 to 9999."), InstantInput])
    .nullable()
    .default(null)
    .describe("A date, or an RFC 3339 time, after which it is no longer given."),
  model_validated: list("Models it was seen to work with. Shown, ignored when written by hand."),
});

/** Which keys each mapping may have, by its place in the front matter; what is not listed here may hold any key. */
export const KNOWN_KEYS = {
  "": [...Object.keys(schema.shape), ...COLUMN_KEYS],
  trigger: Object.keys(trigger.shape),
  steps: Object.keys(step.shape),
  support: Object.keys(support.shape),
} as const satisfies Record<string, readonly string[]>;

export type FrontMatterIssue = { path: (string | number)[]; message: string };

/** Checks a parsed front matter and fills in what was left out. `issues` is empty exactly when `frontMatter` is not null. */
export function checkFrontMatter(value: unknown): { frontMatter: FrontMatter | null; issues: FrontMatterIssue[] } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { frontMatter: withoutUndefined(result.data), issues: [] };
  return {
    frontMatter: null,
    issues: result.error.issues.map((issue) => {
      const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
      return { path, message: `${placeInWords(path)} ${problemInWords(issue)}` };
    }),
  };
}

/** The JSON Schema (draft 2020-12) of the front matter of a learning. */
export function learningJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return {
    $schema,
    title: "Front matter of a learning",
    description: "YAML between two lines of three hyphens at the start of a Markdown memory. Unknown keys are allowed and ignored.",
    ...rest,
  };
}

/** The known key that `key` looks like a slip of; undefined when it is simply somebody else's. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  return known.find((name) => looksLike(key, name));
}

function withoutUndefined(frontMatter: z.output<typeof schema>): FrontMatter {
  const steps = frontMatter.steps.map(({ do: action, tool, why }) => ({
    do: action,
    ...(tool === undefined ? {} : { tool }),
    ...(why === undefined ? {} : { why }),
  }));
  return { ...frontMatter, steps };
}

function placeInWords(path: (string | number)[]): string {
  if (path.length === 0) return "The front matter";
  return path.map((part) => (typeof part === "number" ? `item ${part + 1}` : part)).join(", ");
}

function problemInWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      return `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "too_big":
      return issue.origin === "number"
        ? `must be at most ${issue.maximum}`
        : `must have at most ${issue.maximum} ${issue.origin === "array" ? "items" : "characters"}`;
    case "too_small":
      return issue.origin === "number" ? `must be at least ${issue.minimum}` : "must not be empty";
    case "invalid_key":
      return "must be a metadata key of 1 to 64 characters";
    case "invalid_union":
      return "must be a date such as 2027-05-31, or an RFC 3339 time";
    case "custom":
      return issue.message;
    default:
      return `is not as expected: ${issue.message}`;
  }
}

const TYPE_WORDS: Record<string, string> = {
  string: "text (put it in quotes)",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
};

function looksLike(key: string, known: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_ ]/g, "");
  if (plain(key) === plain(known)) return true;
  return Math.abs(key.length - known.length) <= 2 && editDistance(key, known) <= Math.min(2, Math.floor(known.length / 3));
}

/** Optimal string alignment distance (Levenshtein with swapped neighbours), O(a * b). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
