/** Which sessions a pattern is about, in words: the subject of the sentence that tells its effect. Pure. */
import { type Pattern, parsePatternKey } from "@/lib/dreaming/miner/pattern";

/** A piece of a sentence; code is somebody else's word and is shown as such. */
export type Piece = { text: string; isCode: boolean };

const UNKNOWN = "Sessions that show this";

/** "Sessions in which `get_fare_rules` was called before the first call of `refund`". */
export function subjectOf(patternKey: string): Piece[] {
  const pattern = readPattern(patternKey);
  return pattern ? [say("Sessions in which "), ...clauseOf(pattern)] : [say(UNKNOWN)];
}

function readPattern(key: string): Pattern | null {
  try {
    return parsePatternKey(key);
  } catch {
    // A key of a family that this build does not know: the figures still stand.
    return null;
  }
}

function clauseOf(pattern: Pattern): Piece[] {
  switch (pattern.family) {
    case "guard":
      return guardClause(pattern.tool, pattern.feature);
    case "recovery":
      return recoveryClause(pattern.tool, pattern.change);
    case "waste":
      return pattern.pattern === "identical_call"
        ? [say("the same call of "), code(pattern.tool), ...withForm(pattern.form), say(" was repeated")]
        : [code(pattern.tool), ...withForm(pattern.form), say(" met the same error again and again")];
  }
}

type Guard = Extract<Pattern, { family: "guard" }>["feature"];

function guardClause(tool: string, feature: Guard): Piece[] {
  const first = [say("the first call of "), code(tool)];
  switch (feature.kind) {
    case "argument_present":
      return [...first, say(" gave "), code(feature.argument)];
    case "argument_absent":
      return [...first, say(" left out "), code(feature.argument)];
    case "argument_value":
      return [...first, say(" had "), code(feature.argument), say(" set to "), code(feature.value)];
    case "argument_form":
      return [...first, say(" had "), code(feature.argument), say(" of the form "), code(feature.form)];
    case "used_before":
      return [code(feature.before), say(" was called before "), ...first];
    case "not_used_before":
      return [code(feature.before), say(" was not called before "), ...first];
    case "first_call_errored":
      return [...first, say(" answered "), code(feature.errorTemplate)];
  }
}

type Change = Extract<Pattern, { family: "recovery" }>["change"];

function recoveryClause(tool: string, change: Change): Piece[] {
  const after = [say(" after an error of "), code(tool)];
  switch (change.kind) {
    case "argument_changed":
      return [code(change.argument), say(" was changed"), ...after];
    case "argument_added":
      return [code(change.argument), say(" was added"), ...after];
    case "argument_removed":
      return [code(change.argument), say(" was left out"), ...after];
    case "other_call_first":
      return [code(change.via), ...withForm(change.viaForm), say(" was called"), ...after];
  }
}

function withForm(form: string | null | undefined): Piece[] {
  return form ? [say(" ("), code(form), say(")")] : [];
}

function say(text: string): Piece {
  return { text, isCode: false };
}

function code(text: string): Piece {
  return { text, isCode: true };
}
