/** A version in words. Pure. */
import { type Actor, actorId } from "@/lib/context";
import type { LearningVersion } from "@/lib/learnings/history";

/** "dream r12", "you", "M. Adeyemi": short enough for a margin. */
export function whoWrote({ kind, revision, author }: Pick<LearningVersion, "kind" | "revision" | "author">, me: Actor): string {
  if (kind === "publish") return `dream r${revision}`;
  if (author.id !== null && author.id === actorId(me)) return "you";
  return shortName(author.name);
}

/** "Dream", "You, edit", "Mary Adeyemi, rollback". */
export function whoAndHow({ kind, author, operation }: Pick<LearningVersion, "kind" | "author" | "operation">, me: Actor): string {
  const who =
    author.id !== null && author.id === actorId(me) ? "You" : (author.name ?? (author.type === "system" ? "Reverie" : "An unnamed key"));
  if (kind === "publish") return `Dream, published by ${who === "You" ? "you" : who}`;
  if (operation === "deleted") return `${who}, taken out`;
  return `${who}, ${HOW[kind]}`;
}

const HOW: Record<Exclude<LearningVersion["kind"], "publish">, string> = {
  edit: "edit",
  rollback: "rollback",
  revert: "revert",
  api: "API",
};

function shortName(name: string | null): string {
  if (name === null) return "Reverie";
  const [first = "", ...rest] = name.split(/\s+/);
  return rest.length === 0 ? first : `${first[0]}. ${rest.at(-1)}`;
}
