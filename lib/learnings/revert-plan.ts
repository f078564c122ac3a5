/** What it takes to undo one revision out of the middle of a history. Pure. */
import type { MemoryId } from "@/lib/ids";
import { type MergeConflict, mergeText } from "@/lib/learnings/merge";
import type { MemoryState, RevisionDiffEntry } from "@/lib/memory/types";

export type StoreState = ReadonlyMap<MemoryId, MemoryState>;

/**
 * Why one file can't be put back: it was changed in the same lines, removed, brought back or renamed since; it is locked; or its place is
 * taken by another file.
 */
export const REVERT_CONFLICTS = ["changed_since", "removed_since", "back_since", "renamed_since", "locked", "path_taken"] as const;
export type RevertConflictReason = (typeof REVERT_CONFLICTS)[number];

export type RevertConflict = {
  memoryId: MemoryId;
  path: string;
  reason: RevertConflictReason;
  /** The lines that both the revision and something later changed; for `changed_since` of a text. */
  places: MergeConflict[];
};

export type RevertPlan = {
  /** From the store as it is now to the store without that revision, by path. */
  changes: RevisionDiffEntry[];
  /** Empty, or nothing is done. */
  conflicts: RevertConflict[];
};

export type RevertStates = { before: StoreState; at: StoreState; head: StoreState; locked: ReadonlySet<MemoryId> };

/**
 * Applies the inverse of what happened between `before` and `at` to `head`, file by file as a three-way merge, so that what came later stays.
 * Reverting the last revision gives exactly `before`. O(files of the store + text of the files that the revision touched).
 */
export function planRevert({ before, at, head, locked }: RevertStates): RevertPlan {
  const changes: RevisionDiffEntry[] = [];
  const conflicts: RevertConflict[] = [];
  for (const memoryId of new Set([...before.keys(), ...at.keys()])) {
    const sides = { before: before.get(memoryId) ?? null, at: at.get(memoryId) ?? null, head: head.get(memoryId) ?? null };
    if (isSame(sides.before, sides.at)) continue;
    const answer = putBack(sides);
    const path = sides.head?.path ?? sides.before?.path ?? sides.at?.path ?? "";
    if ("reason" in answer) conflicts.push({ memoryId, path, ...answer });
    else if (isSame(answer.result, sides.head)) continue;
    else if (locked.has(memoryId)) conflicts.push({ memoryId, path, reason: "locked", places: [] });
    else changes.push(toEntry(memoryId, sides.head, answer.result));
  }
  return { changes: changes.sort(byPath), conflicts: [...conflicts, ...collisions(head, changes)].sort(byPath) };
}

type Side = Pick<MemoryState, "path" | "content"> | null;
type Answer = { result: Side } | { reason: RevertConflictReason; places: MergeConflict[] };

function putBack({ before, at, head }: { before: Side; at: Side; head: Side }): Answer {
  // Already as it was, or untouched since: nothing to weigh.
  if (isSame(head, before)) return { result: head };
  if (isSame(head, at)) return { result: before };
  if (before === null) return { reason: "changed_since", places: [] };
  if (at === null) return { reason: "back_since", places: [] };
  if (head === null) return { reason: "removed_since", places: [] };
  const path = before.path === at.path || head.path === before.path ? head.path : head.path === at.path ? before.path : null;
  if (path === null) return { reason: "renamed_since", places: [] };
  const merged = mergeText(at.content, head.content, before.content);
  if (!merged.ok) return { reason: "changed_since", places: merged.conflicts };
  return { result: { path, content: merged.text } };
}

function isSame(a: Side, b: Side): boolean {
  return a?.path === b?.path && a?.content === b?.content;
}

function toEntry(memoryId: MemoryId, head: Side, result: Side): RevisionDiffEntry {
  return {
    memoryId,
    path: result?.path ?? head?.path ?? "",
    previousPath: head && result && head.path !== result.path ? head.path : null,
    operation: head ? (result ? "modified" : "deleted") : "created",
    before: head?.content ?? null,
    after: result?.content ?? null,
  };
}

/** Files that would land on, above or below another file's path. */
function collisions(head: StoreState, changes: readonly RevisionDiffEntry[]): RevertConflict[] {
  const owners = new Map<string, MemoryId>();
  const folders = new Set<string>();
  const changed = new Map(changes.map((change) => [change.memoryId, change]));
  const settled = [...head.values()].filter((file) => !changed.has(file.memoryId));
  const placed = changes.filter((change) => change.after !== null);
  const conflicts: RevertConflict[] = [];
  for (const file of settled) occupy(file.path, file.memoryId);
  for (const change of placed) {
    if (owners.has(change.path) || folders.has(change.path) || foldersOf(change.path).some((folder) => owners.has(folder)))
      conflicts.push({ memoryId: change.memoryId, path: change.path, reason: "path_taken", places: [] });
    occupy(change.path, change.memoryId);
  }
  return conflicts;

  function occupy(path: string, memoryId: MemoryId): void {
    owners.set(path, memoryId);
    for (const folder of foldersOf(path)) folders.add(folder);
  }
}

/** "/a/b/c.md" lies in "/a" and "/a/b". */
function foldersOf(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(2).map((_, index) => segments.slice(0, index + 2).join("/"));
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
