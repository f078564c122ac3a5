/**
 * What was decided when a session first used a tool. Pure.
 *
 * The only features whose effect is ever tested are read at one point that every compared session reached, and use nothing that happened later.
 * Features of the whole session (any error, length, repeats, "the tool was used") leak the outcome: a failing session goes on longer, a
 * session may stop at its success, and what accumulates then differs because of the outcome, not the other way round.
 */
import type { GuardFeature } from "@/lib/dreaming/miner/pattern";
import { encodeParts } from "@/lib/dreaming/miner/pattern";
import { type Command, type CommandArguments, commandOf, valueKind, wordsOf } from "@/lib/dreaming/miner/text-form";
import type { ArgumentLeaf, Digest, DigestStep } from "@/lib/dreaming/types";

/** Longest value that is compared as a value; longer ones are texts. */
const VALUE_MAX_LENGTH = 40;

/** What must be known of a session for the feature to be known: its call's arguments, what came before, or how the call ended. */
export type FeatureScope = "arguments" | "order" | "result";
export type FeatureMention = { name: string; feature: GuardFeature; scope: FeatureScope };

export type DecisionPoint = {
  tool: string;
  step: DigestStep;
  /** True when this is the session's first call of all. */
  isOpening: boolean;
  scopes: ReadonlySet<FeatureScope>;
  /** Features that hold, by name, each in its positive form (`argument_present`, `used_before`). What is not in it does not hold. */
  features: ReadonlyMap<string, FeatureMention>;
};

/** Name of a feature of a tool's first use; equal for equal features. */
export function featureName(tool: string, feature: GuardFeature): string {
  switch (feature.kind) {
    case "argument_present":
    case "argument_absent":
      return encodeParts([tool, "argument", feature.argument]);
    case "argument_value":
      return encodeParts([tool, "value", feature.argument, feature.value]);
    case "argument_form":
      return encodeParts([tool, "form", feature.argument, feature.form]);
    case "used_before":
    case "not_used_before":
      return encodeParts([tool, "before", feature.before]);
    case "first_call_errored":
      return encodeParts([tool, "error", feature.errorTemplate]);
  }
}

/** True for the two forms that say that something did not hold. */
function isNegative(feature: GuardFeature): boolean {
  return feature.kind === "argument_absent" || feature.kind === "not_used_before";
}

/** The same contrast told from the other side, where there are words for it. */
export function complementOf(feature: GuardFeature): GuardFeature | null {
  switch (feature.kind) {
    case "argument_present":
      return { kind: "argument_absent", argument: feature.argument };
    case "argument_absent":
      return { kind: "argument_present", argument: feature.argument };
    case "used_before":
      return { kind: "not_used_before", before: feature.before };
    case "not_used_before":
      return { kind: "used_before", before: feature.before };
    default:
      return null;
  }
}

/** How a text's first word is told. */
export const STARTS_WITH = "starts with";

function* commandFeatures({ argument, head, text }: Command): Generator<GuardFeature> {
  yield { kind: "argument_form", argument, form: `${STARTS_WITH} "${head}"` };
  for (const word of wordsOf(text)) if (word !== head) yield { kind: "argument_form", argument, form: containsForm(word) };
}

/** How a text that has a word or phrase is told. */
export function containsForm(word: string): string {
  return `contains "${word}"`;
}

/** `command` names the argument that holds a command, whose whole text is no value worth comparing. */
function* argumentFeatures(leaves: readonly ArgumentLeaf[], command: string | null): Generator<GuardFeature> {
  const counts = new Map<string, number>();
  for (const leaf of leaves) {
    counts.set(leaf.path, (counts.get(leaf.path) ?? 0) + 1);
    yield { kind: "argument_present", argument: leaf.path };
    if (leaf.path === command) continue;
    const isShort = leaf.value.length <= VALUE_MAX_LENGTH && !/[\r\n]/.test(leaf.value);
    if (isShort) yield { kind: "argument_value", argument: leaf.path, value: leaf.value };
    const kind = valueKind(leaf);
    if (kind !== null) yield { kind: "argument_form", argument: leaf.path, form: kind };
  }
  for (const [path, count] of counts) if (path.includes("[]")) yield { kind: "argument_form", argument: path, form: itemsForm(count) };
}

/** How many items a list argument has, in words. */
export function itemsForm(count: number): string {
  return count === 1 ? "1 item" : `${count} items`;
}

function pointAt(step: DigestStep, before: ReadonlySet<string>, commands: CommandArguments): DecisionPoint {
  const { tool } = step;
  const scopes = new Set<FeatureScope>();
  const features = new Map<string, FeatureMention>();
  const add = (feature: GuardFeature, scope: FeatureScope): void => {
    const name = featureName(tool, feature);
    features.set(name, { name, feature, scope });
  };
  if (!step.argumentsCut) {
    scopes.add("arguments");
    const command = commandOf(step, commands);
    for (const feature of argumentFeatures(step.arguments, command?.argument ?? null)) add(feature, "arguments");
    if (command !== null) for (const feature of commandFeatures(command)) add(feature, "arguments");
  }
  scopes.add("order");
  for (const other of before) add({ kind: "used_before", before: other }, "order");
  if (step.result !== "unanswered") {
    scopes.add("result");
    if (step.errorTemplate !== null) add({ kind: "first_call_errored", errorTemplate: step.errorTemplate }, "result");
  }
  return { tool, step, isOpening: step.index === 0, scopes, features };
}

/**
 * One point per tool: its first use. None behind the first use of a `revealing` tool, after which what is done may follow from the
 * outcome; none behind a cut in the digest, where it is not known what is first.
 * O(steps + characters of the first calls).
 */
export function decisionPoints(digest: Digest, commands: CommandArguments, revealing: ReadonlySet<string>): DecisionPoint[] {
  const points: DecisionPoint[] = [];
  const before = new Set<string>();
  for (const [position, step] of digest.steps.entries()) {
    if (step.index !== position) break;
    if (before.has(step.tool)) continue;
    points.push(pointAt(step, before, commands));
    if (revealing.has(step.tool)) break;
    before.add(step.tool);
  }
  return points;
}

/** Whether the feature holds at the tool's first use; null when the session did not get there or does not tell. */
export function holdsAt(point: DecisionPoint | undefined, feature: GuardFeature): boolean | null {
  if (point === undefined) return null;
  const scope = scopeOf(feature);
  if (!point.scopes.has(scope)) return null;
  return point.features.has(featureName(point.tool, feature)) !== isNegative(feature);
}

function scopeOf(feature: GuardFeature): FeatureScope {
  switch (feature.kind) {
    case "used_before":
    case "not_used_before":
      return "order";
    case "first_call_errored":
      return "result";
    default:
      return "arguments";
  }
}
