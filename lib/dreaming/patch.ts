/** A change set as one patch that `git apply` takes in a checkout of the store. Pure. */
import type { ChangeView } from "@/lib/dreaming/types";
import { type DiffLine, diffText } from "@/lib/learnings/diff";

const CONTEXT = 3;

type Patched = Pick<ChangeView, "action" | "path" | "title" | "before" | "after" | "editedContent">;

/** The text that a change would leave at its path; null where it takes the learning out. */
export function textAfter({ action, after, editedContent }: Patched): string | null {
  return action === "retire" || action === "merge" ? null : (editedContent ?? after);
}

/** `preamble` goes before the first file, where patch tools ignore it. Changes that change no text are left out. */
export function toPatch(changes: readonly Patched[], preamble: string): string {
  const files = changes.map(filePatch).filter((text) => text !== "");
  const head = preamble.split("\n").map((line) => (/^(diff|---|\+\+\+|@@)/.test(line) ? ` ${line}` : line));
  return [...head, "", ...files].join("\n");
}

function filePatch(change: Patched): string {
  const { before } = change;
  const after = textAfter(change);
  const lines = diffText(before ?? "", after ?? "");
  if (lines.every((line) => line.kind === "same")) return "";
  const path = change.path.replace(/^\/+/, "");
  const mode = before === null ? ["new file mode 100644"] : after === null ? ["deleted file mode 100644"] : [];
  return [
    `diff --git ${quotePath(`a/${path}`)} ${quotePath(`b/${path}`)}`,
    ...mode,
    `--- ${before === null ? "/dev/null" : quotePath(`a/${path}`)}`,
    `+++ ${after === null ? "/dev/null" : quotePath(`b/${path}`)}`,
    ...hunksOf(lines).flatMap(writeHunk),
    "",
  ].join("\n");
}

/** Runs of lines with a change in them and three lines around; runs that touch are one. */
function hunksOf(lines: readonly DiffLine[]): DiffLine[][] {
  const hunks: DiffLine[][] = [];
  let last = -1;
  lines.forEach((line, i) => {
    if (line.kind === "same") return;
    const from = Math.max(last + 1, i - CONTEXT);
    const to = Math.min(lines.length - 1, i + CONTEXT);
    const touches = hunks.length > 0 && i - CONTEXT <= last + 1;
    const added = lines.slice(touches ? last + 1 : from, to + 1);
    if (touches) hunks[hunks.length - 1]?.push(...added);
    else hunks.push(added);
    last = Math.max(last, to);
  });
  return hunks;
}

const SIGNS = { same: " ", added: "+", removed: "-" } as const;

function writeHunk(lines: readonly DiffLine[]): string[] {
  const side = (key: "oldLine" | "newLine") => {
    const numbers = lines.flatMap((line) => line[key] ?? []);
    return { start: numbers[0] ?? 0, count: numbers.length };
  };
  const [old, next] = [side("oldLine"), side("newLine")];
  const body = lines.flatMap((line) => {
    const text = `${SIGNS[line.kind]}${line.parts.map((part) => part.text).join("")}`;
    return line.noNewlineAtEnd ? [text, "\\ No newline at end of file"] : [text];
  });
  return [`@@ -${old.start},${old.count} +${next.start},${next.count} @@`, ...body];
}

/** As git quotes what is not plain ASCII. */
function quotePath(path: string): string {
  if (/^[\x21-\x7e]*$/.test(path) && !/["\\]/.test(path)) return path;
  const quoted = [...Buffer.from(path)].map((byte) => {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === "\\") return `\\${char}`;
    return byte >= 0x20 && byte <= 0x7e ? char : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${quoted.join("")}"`;
}
