/** Where learnings stand in a store: slugs, paths that are free, and what a legal path is. Pure. */
import { AppError } from "@/lib/errors";
import type { LearningKind } from "@/lib/learnings/types";

const MAX_PATH_BYTES = 1_024;
const MAX_PATH_SEGMENTS = 20;

const FOLDERS = { note: "/notes", playbook: "/playbooks" } as const satisfies Record<LearningKind, string>;
// Long enough for a title in words, short enough to read in a list.
const MAX_SLUG_CHARS = 80;

/** Letters that Unicode does not take apart into a base letter and an accent. */
const SPELLED_OUT: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i", ħ: "h" };

/** A title as part of a path: lower case, words joined by hyphens, Latin letters without accents, other scripts as they are. */
export function slugify(title: string): string {
  const plain = title
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/(\p{Script=Latin})\p{Mn}+/gu, "$1")
    .normalize("NFKC")
    // Once more: compatibility forms such as circled capitals become capitals only now.
    .toLowerCase()
    .replaceAll(/[ßæœøđðłþıħ]/g, (letter) => SPELLED_OUT[letter] ?? letter)
    .normalize("NFC");
  const words = plain.match(/\p{L}[\p{L}\p{M}\p{N}]*|\p{N}[\p{L}\p{M}\p{N}]*/gu) ?? [];
  let slug = "";
  for (const word of words) {
    const next = slug === "" ? word : `${slug}-${word}`;
    if ([...next].length > MAX_SLUG_CHARS) {
      if (slug === "") slug = [...word].slice(0, MAX_SLUG_CHARS).join("").normalize("NFC");
      break;
    }
    slug = next;
  }
  return slug === "" ? "untitled" : slug;
}

export function pathFor(kind: LearningKind, slug: string): string {
  return `${FOLDERS[kind]}/${slug}.md`;
}

/**
 * `path`, or the first of `path-2`, `path-3`, ... (before the extension) that no taken path is equal to, above or below. Where a taken path
 * stands above, that folder gets the number instead. Stays within the length limit.
 */
export function uniquePath(path: string, taken: Iterable<string>): string {
  const takenPaths = new Set(taken);
  const foldersAbove = new Set<string>();
  for (const other of takenPaths) for (const folder of foldersOf(other)) foldersAbove.add(folder);

  let base = path;
  for (let depth = 0; depth <= MAX_PATH_SEGMENTS; depth++) {
    const blocked = foldersOf(base).find((folder) => takenPaths.has(folder));
    if (blocked === undefined) break;
    base = firstFree(blocked, (folder) => !takenPaths.has(folder)) + base.slice(blocked.length);
  }
  return firstFree(base, (candidate) => !takenPaths.has(candidate) && !foldersAbove.has(candidate));
}

/** Throws `invalid_input` with the reason when the path is not legal for a memory. */
export function checkMemoryPath(path: string): void {
  const problem = findPathProblem(path);
  if (problem !== null) throw new AppError("invalid_input", `${problem}.`, { details: { reason: "bad_path", fields: { path: problem } } });
}

/** What makes a path illegal for a memory, in words; null when it is legal. */
export function findPathProblem(path: string): string | null {
  if (!path.startsWith("/")) return "A path must start with a slash";
  if (byteLength(path) > MAX_PATH_BYTES) return `A path must have at most ${MAX_PATH_BYTES.toLocaleString("en-US")} bytes`;
  const segments = path.slice(1).split("/");
  if (segments.length > MAX_PATH_SEGMENTS) return `A path must have at most ${MAX_PATH_SEGMENTS} parts`;
  if (segments.some((segment) => segment === "")) return "A path must have no empty part";
  if (segments.some((segment) => segment === "." || segment === "..")) return "A path must have no part that is . or ..";
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(path)) return "A path must have no control or format characters";
  if (path.normalize("NFC") !== path) return "A path must be in Unicode normal form C";
  return null;
}

/** `/a/b/c.md` -> `/a`, `/a/b`. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf("/", 1); at !== -1; at = path.indexOf("/", at + 1)) folders.push(path.slice(0, at));
  return folders;
}

function firstFree(path: string, isFree: (path: string) => boolean): string {
  if (isFree(path)) return path;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot) : "";
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 2; ; number++) {
    const ending = `-${number}${extension}`;
    const candidate = `${cutTo(stem, MAX_PATH_BYTES - byteLength(ending))}${ending}`;
    if (isFree(candidate)) return candidate;
  }
}

function cutTo(text: string, maxBytes: number): string {
  let cut = text;
  while (byteLength(cut) > maxBytes) cut = [...cut].slice(0, -1).join("");
  return cut;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
