/** What a pattern is, apart from how often it was seen, and its name. Pure. */

import type { GuardFacts, PatternFacts, RecoveryFacts, WasteFacts } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";

export type RecoveryChange = RecoveryFacts["change"];
export type GuardFeature = GuardFacts["feature"];
type RecoveryPattern = Pick<RecoveryFacts, "family" | "tool" | "errorTemplate" | "change">;
type GuardPattern = Pick<GuardFacts, "family" | "tool" | "feature">;
export type WastePattern = Pick<WasteFacts, "family" | "tool" | "pattern" | "errorTemplate" | "form">;
export type Pattern = RecoveryPattern | GuardPattern | WastePattern;

/** Parts joined by `|`. A null part is `-`; `|` and `%` inside a part are percent-encoded, as is a part that is `-` itself. */
export function encodeParts(parts: ReadonlyArray<string | null>): string {
  let out = "";
  for (const [i, part] of parts.entries()) out += (i === 0 ? "" : "|") + encodePart(part);
  return out;
}

function encodePart(part: string | null): string {
  if (part === null) return "-";
  if (part === "-") return "%2D";
  // Names are made for every feature of every session: most hold neither character.
  return part.includes("%") || part.includes("|") ? part.replaceAll("%", "%25").replaceAll("|", "%7C") : part;
}

/** Inverse of `encodeParts`. */
export function decodeParts(key: string): Array<string | null> {
  return key.split("|").map((part) => (part === "-" ? null : part.replaceAll("%2D", "-").replaceAll("%7C", "|").replaceAll("%25", "%")));
}

function changeParts(change: RecoveryChange): Array<string | null> {
  switch (change.kind) {
    case "argument_changed":
      return [change.kind, change.argument, change.from, change.to];
    case "argument_added":
      return [change.kind, change.argument, change.to];
    case "argument_removed":
      return [change.kind, change.argument, change.from];
    case "other_call_first":
      return [change.kind, change.via, change.viaForm ?? null];
  }
}

function featureParts(feature: GuardFeature): Array<string | null> {
  switch (feature.kind) {
    case "argument_present":
    case "argument_absent":
      return [feature.kind, feature.argument];
    case "argument_value":
      return [feature.kind, feature.argument, feature.value];
    case "argument_form":
      return [feature.kind, feature.argument, feature.form];
    case "used_before":
    case "not_used_before":
      return [feature.kind, feature.before];
    case "first_call_errored":
      return [feature.kind, feature.errorTemplate];
  }
}

/** The pattern's stable name, equal in every dream that finds it: `family|tool|...`. Counts are no part of it. */
export function patternKey(pattern: Pattern): string {
  switch (pattern.family) {
    case "recovery":
      return encodeParts([pattern.family, pattern.tool, pattern.errorTemplate, ...changeParts(pattern.change)]);
    case "guard":
      return encodeParts([pattern.family, pattern.tool, ...featureParts(pattern.feature)]);
    case "waste":
      return encodeParts([pattern.family, pattern.tool, pattern.pattern, pattern.errorTemplate, pattern.form ?? null]);
  }
}

export function patternOf(facts: PatternFacts): Pattern {
  switch (facts.family) {
    case "recovery":
      return { family: facts.family, tool: facts.tool, errorTemplate: facts.errorTemplate, change: facts.change };
    case "guard":
      return { family: facts.family, tool: facts.tool, feature: facts.feature };
    case "waste":
      return {
        family: facts.family,
        tool: facts.tool,
        pattern: facts.pattern,
        errorTemplate: facts.errorTemplate,
        form: facts.form ?? null,
      };
  }
}

function text(part: string | null | undefined, key: string): string {
  if (part === null || part === undefined) throw new AppError("internal", `Not a pattern's name: ${key}`);
  return part;
}

function parseChange(parts: ReadonlyArray<string | null>, key: string): RecoveryChange {
  const [kind, first, second, third] = parts;
  const name = text(first, key);
  switch (kind) {
    case "argument_changed":
      return { kind, argument: name, from: second ?? null, to: third ?? null };
    case "argument_added":
      return { kind, argument: name, to: second ?? null };
    case "argument_removed":
      return { kind, argument: name, from: second ?? null };
    case "other_call_first":
      return { kind, via: name, viaForm: second ?? null };
    default:
      throw new AppError("internal", `Not a pattern's name: ${key}`);
  }
}

function parseFeature(parts: ReadonlyArray<string | null>, key: string): GuardFeature {
  const [kind, first, second] = parts;
  const name = text(first, key);
  switch (kind) {
    case "argument_present":
    case "argument_absent":
      return { kind, argument: name };
    case "argument_value":
      return { kind, argument: name, value: text(second, key) };
    case "argument_form":
      return { kind, argument: name, form: text(second, key) };
    case "used_before":
    case "not_used_before":
      return { kind, before: name };
    case "first_call_errored":
      return { kind, errorTemplate: name };
    default:
      throw new AppError("internal", `Not a pattern's name: ${key}`);
  }
}

/** Inverse of `patternKey`. Throws internal for anything else. */
export function parsePatternKey(key: string): Pattern {
  const [family, toolPart, ...rest] = decodeParts(key);
  const tool = text(toolPart, key);
  if (family === "recovery") {
    const [errorTemplate, ...change] = rest;
    return { family, tool, errorTemplate: text(errorTemplate, key), change: parseChange(change, key) };
  }
  if (family === "guard") return { family, tool, feature: parseFeature(rest, key) };
  const [pattern, errorTemplate, form] = rest;
  if (family === "waste" && (pattern === "identical_call" || pattern === "error_loop")) {
    return { family, tool, pattern, errorTemplate: errorTemplate ?? null, form: form ?? null };
  }
  throw new AppError("internal", `Not a pattern's name: ${key}`);
}
