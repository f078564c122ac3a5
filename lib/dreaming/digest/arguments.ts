/** A call's input as a flat, bounded list of leaves, and as one canonical string. Pure. */
import type { ArgumentLeaf } from "@/lib/dreaming/types";

const MAX_DEPTH = 8;

/** A leaf and where it is: `pointer` is an RFC 6901 JSON pointer relative to the input; `text` is the whole value, uncut. */
export type InputLeaf = { path: string; type: ArgumentLeaf["type"]; text: string; pointer: string };

/** JSON with keys in code-unit order: equal values give equal text. O(n log n). `undefined` counts as null. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const record = value as Record<string, unknown>;
    const parts = Object.keys(record)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    return `{${parts.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** A key as part of a dotted path; keys that would read as something else are put in brackets. */
function pathPart(key: string): string {
  return /^[^.[\]"\s]+$/.test(key) ? key : `[${JSON.stringify(key)}]`;
}

function leafType(value: unknown): ArgumentLeaf["type"] | null {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return typeof value as ArgumentLeaf["type"];
  return null;
}

/** Every leaf in path order (array items keep theirs). `cut` when something lay deeper than eight levels. */
export function inputLeaves(input: unknown): { leaves: InputLeaf[]; cut: boolean } {
  const leaves: InputLeaf[] = [];
  let cut = false;
  const visit = (value: unknown, path: string, pointer: string, depth: number): void => {
    const type = leafType(value);
    if (type !== null) {
      leaves.push({ path: path === "" ? "[]" : path, type, text: type === "null" ? "" : String(value), pointer });
    } else if (depth >= MAX_DEPTH) {
      cut = true;
    } else if (Array.isArray(value)) {
      value.forEach((item, i) => {
        visit(item, `${path}[]`, `${pointer}/${i}`, depth + 1);
      });
    } else {
      for (const [key, child] of Object.entries(value as Record<string, unknown>)) {
        visit(child, path === "" ? pathPart(key) : `${path}.${pathPart(key)}`, `${pointer}/${escapePointer(key)}`, depth + 1);
      }
    }
  };
  if (input !== null && typeof input === "object") visit(input, "", "", 0);
  // A stable sort: leaves of one path stay in array order.
  leaves.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { leaves, cut };
}
