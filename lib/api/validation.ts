/** What is wrong with an input, in words that name the field: `tools.0.name: …`. Pure. */
import type { z } from "@hono/zod-openapi";
import { AppError } from "@/lib/errors";

type Issue = z.core.$ZodIssue;
type Problem = { field: string; message: string };

/** The first problem becomes the message; all of them stand in `details.fields`. */
export function toInvalidInput(error: { issues: Issue[] }): AppError {
  const problems = error.issues.flatMap((issue) => problemsOf(issue, []));
  const first = problems[0] ?? { field: "", message: "not as expected" };
  return new AppError("invalid_input", `${first.field || "The body"}: ${first.message}`, {
    details: { reason: "invalid_fields", fields: Object.fromEntries(problems.map((problem) => [problem.field, problem.message])) },
  });
}

/** For a body whose shape depends on what it is sent to. Throws `invalid_input`. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw toInvalidInput(parsed.error);
  return parsed.data;
}

function problemsOf(issue: Issue, above: PropertyKey[]): Problem[] {
  const path = [...above, ...issue.path];
  const field = path.map(String).join(".");
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ field: [...path, key].map(String).join("."), message: "unknown field." }));
    case "invalid_union": {
      const branch = closestBranch(issue.errors);
      if (branch) return branch.flatMap((inner) => problemsOf(inner, path));
      return [{ field, message: alternatives(issue) }];
    }
    case "invalid_key":
      return [{ field, message: issue.issues[0]?.message ?? issue.message }];
    default:
      return [{ field, message: isMissing(issue) ? "required." : withoutPrefix(issue.message) }];
  }
}

/** Of a union's alternatives the one that was meant: its kind and its `type` fit. None when that can't be told. */
function closestBranch(branches: Issue[][]): Issue[] | null {
  const fitting = branches.filter((issues) => !issues.some(isOtherKind));
  const typed = fitting.filter((issues) => !issues.some((issue) => issue.path.length === 1 && issue.path[0] === "type"));
  return typed[0] ?? (fitting.length === 1 ? (fitting[0] ?? null) : null);
}

function isOtherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

function alternatives(issue: Extract<Issue, { code: "invalid_union" }>): string {
  const first = issue.errors.flatMap((branch) => branch.slice(0, 1));
  // Alternatives that differ by their `type` say so; others by their kind.
  const types = first.flatMap((one) => (one.code === "invalid_value" && one.path[0] === "type" ? one.values.map(String) : []));
  if (types.length > 0) return `type is not one of ${types.join(", ")}.`;
  const words = first.map((one) => (one.path.length === 0 ? kindOf(one) : null));
  const known = [...new Set(words.filter((word) => word !== null))];
  return known.length > 0 ? `expected ${known.join(" or ")}.` : withoutPrefix(issue.message);
}

function kindOf(issue: Issue): string | null {
  if (issue.code === "invalid_type") return issue.expected;
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  return null;
}

function isMissing(issue: Issue): boolean {
  return issue.code === "invalid_type" && issue.message.endsWith("received undefined");
}

function withoutPrefix(message: string): string {
  return message.replace(/^Invalid (input|option): /, "");
}
