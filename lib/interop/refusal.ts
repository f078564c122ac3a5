/** Saying what is wrong with a record: where it stands and what was expected, in plain words, with little of its content. Pure. */
import type { z } from "zod";
import { AppError } from "@/lib/errors";

/** Content in a message is cut here: a transcript may hold secrets, and problems are logged and shown. */
const MAX_QUOTED = 40;

/** What refuses one record; the others of the body go on. */
export function recordRefused(message: string): AppError {
  return new AppError("invalid_input", message, { details: { reason: "bad_record" } });
}

/** Content between quotes, on one line, at most 40 characters of it. */
export function quoted(content: string): string {
  const line = content.slice(0, MAX_QUOTED + 1).replace(/[\u0000-\u001f\u007f]/g, " ");
  return line.length > MAX_QUOTED ? `“${line.slice(0, MAX_QUOTED - 1)}…”` : `“${line}”`;
}

/** What a value is, in words: never its content. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "undefined":
      return "missing";
    case "string":
      return "text";
    case "object":
      return "an object";
    default:
      return `a ${typeof value}`;
  }
}

/** Joins steps to a path as people write it: `messages[3].content[0].input`. Field names are content too, so long ones are cut. */
export function pathOf(steps: readonly PropertyKey[]): string {
  let path = "";
  for (const step of steps) {
    const name = typeof step === "number" ? `[${step}]` : String(step);
    path += name.length > MAX_QUOTED ? `.${name.slice(0, MAX_QUOTED - 1)}…` : typeof step === "number" || path === "" ? name : `.${name}`;
  }
  return path;
}

/** Reads `value` by `schema` or refuses the record, naming the first fault's path below `at`. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, at: readonly PropertyKey[]): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  if (first === undefined) throw recordRefused(`${pathOf(at) || "The record"} can't be read.`);
  const path = pathOf([...at, ...first.path]);
  const more = result.error.issues.length - 1;
  const rest = more === 0 ? "" : ` (and ${more} more ${more === 1 ? "fault" : "faults"})`;
  throw recordRefused(`${path || "The record"} ${wordsFor(first, valueAt(value, first.path))}${rest}.`);
}

const EXPECTED: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

function wordsFor(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type") {
    if (value === undefined) return "is missing";
    return `must be ${EXPECTED[issue.expected] ?? issue.expected}, but is ${kindOf(value)}`;
  }
  if (issue.code === "invalid_value") {
    const accepted = issue.values.map((one) => (typeof one === "string" ? `"${one}"` : String(one))).join(", ");
    if (value === undefined) return "is missing";
    return `must be one of ${accepted}, but is ${typeof value === "string" ? quoted(value) : kindOf(value)}`;
  }
  return issue.message;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) at = typeof at === "object" && at !== null ? Reflect.get(at, step) : undefined;
  return at;
}
