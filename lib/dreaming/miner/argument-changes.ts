/** What differs between a call that failed and one that worked. Pure. */
import { containsForm, itemsForm } from "@/lib/dreaming/miner/decision-points";
import type { RecoveryChange } from "@/lib/dreaming/miner/pattern";
import { type CommandArguments, commandOf, valueKind, wordsOf } from "@/lib/dreaming/miner/text-form";
import type { ArgumentLeaf, DigestStep } from "@/lib/dreaming/types";

/** How `to` says that the value that worked stood in the error's own text. */
export const NAMED_IN_ERROR = "<value named in the error>";
/** Shorter values stand in any text by chance. */
const NAMED_MIN_LENGTH = 3;

function byPath(leaves: readonly ArgumentLeaf[]): Map<string, ArgumentLeaf[]> {
  const out = new Map<string, ArgumentLeaf[]>();
  for (const leaf of leaves) {
    const list = out.get(leaf.path);
    if (list === undefined) out.set(leaf.path, [leaf]);
    else list.push(leaf);
  }
  return out;
}

function sameValues(a: readonly ArgumentLeaf[], b: readonly ArgumentLeaf[]): boolean {
  return a.length === b.length && a.every((leaf, i) => leaf.value === b[i]?.value);
}

/** The one kind of value all leaves share; null when they differ or have none. */
function sharedKind(leaves: readonly ArgumentLeaf[]): string | null {
  const first = leaves[0] === undefined ? null : valueKind(leaves[0]);
  return leaves.every((leaf) => valueKind(leaf) === first) ? first : null;
}

/** Changes of a command's text: words it gained and lost. The text as a whole always changes and says nothing. */
function* wordChanges(argument: string, from: string, to: string): Generator<RecoveryChange> {
  const before = wordsOf(from);
  const after = wordsOf(to);
  for (const word of after) if (!before.has(word)) yield { kind: "argument_changed", argument, from: null, to: containsForm(word) };
  for (const word of before) if (!after.has(word)) yield { kind: "argument_changed", argument, from: containsForm(word), to: null };
}

type Values = { argument: string; before: readonly ArgumentLeaf[]; after: readonly ArgumentLeaf[] };

function* valueChanges({ argument, before, after }: Values, errorText: string, isOnlyArgument: boolean): Generator<RecoveryChange> {
  const old = new Set(before.map((leaf) => leaf.value));
  const isNamed = after.some(({ value }) => !old.has(value) && value.length >= NAMED_MIN_LENGTH && errorText.includes(value));
  if (isNamed) yield { kind: "argument_changed", argument, from: null, to: NAMED_IN_ERROR };
  if (before.length !== after.length)
    yield { kind: "argument_changed", argument, from: itemsForm(before.length), to: itemsForm(after.length) };
  const from = sharedKind(before);
  const to = sharedKind(after);
  if (from !== to && from !== null && to !== null) yield { kind: "argument_changed", argument, from, to };
  // With one argument only there is nothing else that could have changed.
  if (!isOnlyArgument) yield { kind: "argument_changed", argument, from: null, to: null };
}

/** Every change of an argument between two calls of one tool. Nothing when either call's arguments were cut. O(arguments + text). */
export function* argumentChanges(failed: DigestStep, next: DigestStep, commands: CommandArguments): Generator<RecoveryChange> {
  if (failed.argumentsCut || next.argumentsCut) return;
  const command = commandOf(failed, commands);
  const before = byPath(failed.arguments);
  const after = byPath(next.arguments);
  for (const argument of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(argument);
    const fresh = after.get(argument);
    if (old === undefined && fresh !== undefined) yield { kind: "argument_added", argument, to: sharedKind(fresh) };
    if (old !== undefined && fresh === undefined) yield { kind: "argument_removed", argument, from: sharedKind(old) };
    if (old === undefined || fresh === undefined || sameValues(old, fresh)) continue;
    if (command?.argument === argument) yield* wordChanges(argument, command.text, fresh[0]?.value ?? "");
    else yield* valueChanges({ argument, before: old, after: fresh }, failed.outcome?.quote ?? "", before.size === 1 && after.size === 1);
  }
}
