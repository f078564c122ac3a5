/** Says a zod issue in the words and paths of the real API. */
import type { z } from "zod";
import { type ApiError, invalid } from "@/lib/testing/fake-model/api-error";

type Issue = z.core.$ZodIssue;

function sentence(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return "Extra inputs are not permitted";
    case "invalid_type":
      if (value === undefined) return "Field required";
      return `Input should be a valid ${{ record: "dictionary", object: "dictionary", array: "list", int: "integer" }[issue.expected as string] ?? issue.expected}`;
    case "invalid_value":
      return value === undefined ? "Field required" : `Input should be ${issue.values.map((each) => `'${String(each)}'`).join(" or ")}`;
    case "invalid_format":
      return "pattern" in issue ? `String should match pattern '${String(issue.pattern).slice(1, -1)}'` : "Input is not valid";
    case "too_small":
      return `Input should be greater than or equal to ${issue.minimum}`;
    case "too_big":
      return `Input should be less than or equal to ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** The branch of a union that got furthest says what is wrong; the others only don't fit. */
function deepest(issue: Issue): Issue {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const candidates = issue.errors.flatMap((branch) => branch.slice(0, 1)).map(deepest);
  const best = candidates.reduce((a, b) => (b.path.length > a.path.length ? b : a));
  return { ...best, path: [...issue.path, ...best.path] } as Issue;
}

export function shapeError(error: z.ZodError, input: unknown, prefix: string): ApiError {
  const issue = deepest(error.issues[0] as Issue);
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  let value: unknown = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return invalid(`${[prefix, ...path.map(String)].filter((part) => part !== "").join(".")}: ${sentence(issue, value)}`);
}
