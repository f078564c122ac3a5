import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { toPatch } from "@/lib/dreaming/patch";
import type { ChangeView } from "@/lib/dreaming/types";

type Patched = Parameters<typeof toPatch>[0][number];
const change = (part: Partial<ChangeView>): Patched => ({
  action: "add",
  path: "/notes/new.md",
  title: "A title",
  before: null,
  after: "one\ntwo\n",
  editedContent: null,
  ...part,
});
const long = Array.from({ length: 30 }, (_, i) => `line ${i}`);

describe("a change set as a patch", () => {
  it("is taken by git, whatever its changes do to a file", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "reverie-patch-"));
    mkdirSync(path.join(folder, "notes"));
    const write = (name: string, text: string) => writeFileSync(path.join(folder, "notes", name), text);
    const before = `${long.join("\n")}\n`;
    const after = `${long.map((line, i) => (i === 2 || i === 25 ? `${line} changed` : line)).join("\n")}`;
    write("revised.md", before);
    write("retired.md", "gone\n");
    write("merged.md", "twin\n");
    const patch = toPatch(
      [
        change({}),
        change({ action: "revise", path: "/notes/revised.md", before, after: "unused", editedContent: after }),
        change({ action: "retire", path: "/notes/retired.md", before: "gone\n", after: null }),
        change({ action: "merge", path: "/notes/merged.md", before: "twin\n", after: "the text of the other\n" }),
        change({ action: "reinforce", path: "/notes/same.md", before: "same\n", after: "same\n" }),
        change({ path: "/notes/ø x.md" }),
      ],
      "Dream of 22 Nov\n--- not a file",
    );
    execFileSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: folder, input: patch });
    const read = (name: string) => readFileSync(path.join(folder, "notes", name), "utf8");
    expect(read("new.md")).toBe("one\ntwo\n");
    expect(read("revised.md")).toBe(after);
    expect(read("ø x.md")).toBe("one\ntwo\n");
    expect(["retired.md", "merged.md"].map((name) => existsSync(path.join(folder, "notes", name)))).toEqual([false, false]);
    expect(patch).not.toContain("same.md");
  });
});
