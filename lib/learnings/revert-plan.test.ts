import { describe, expect, it } from "vitest";
import type { MemoryId } from "@/lib/ids";
import { planRevert } from "@/lib/learnings/revert-plan";

const id = (name: string) => `mem_${name}` as MemoryId;
const state = (files: Record<string, [path: string, content: string]>) =>
  new Map(Object.entries(files).map(([name, [path, content]]) => [id(name), { memoryId: id(name), path, content }]));
const none = new Set<MemoryId>();

describe("planRevert", () => {
  it("gives back exactly what was before when nothing came later", () => {
    const before = state({ a: ["/a.md", "one"], gone: ["/gone.md", "x"] });
    const at = state({ a: ["/moved.md", "two"], fresh: ["/gone.md", "y"] });
    const { changes, conflicts } = planRevert({ before, at, head: at, locked: none });
    expect(conflicts).toEqual([]);
    expect(changes.map(({ operation, path, after }) => [operation, path, after])).toEqual([
      ["modified", "/a.md", "one"],
      ["created", "/gone.md", "x"],
      ["deleted", "/gone.md", null],
    ]);
  });

  it("keeps a rename that came later while it takes the text back", () => {
    const plan = planRevert({
      before: state({ a: ["/a.md", "one\n"] }),
      at: state({ a: ["/a.md", "two\n"] }),
      head: state({ a: ["/new.md", "two\n"] }),
      locked: none,
    });
    expect(plan).toMatchObject({ conflicts: [], changes: [{ path: "/new.md", after: "one\n", previousPath: null }] });
  });

  it("has nothing to do where it was taken back already, locked or not", () => {
    const before = state({ a: ["/a.md", "one"] });
    expect(planRevert({ before, at: state({ a: ["/a.md", "two"] }), head: before, locked: new Set([id("a")]) })).toEqual({
      changes: [],
      conflicts: [],
    });
  });

  it.each([
    ["changed_since", {}, { a: ["/a.md", "1"] }, { a: ["/a.md", "2"] }],
    ["back_since", { a: ["/a.md", "1"] }, {}, { a: ["/a.md", "2"] }],
    ["removed_since", { a: ["/a.md", "1"] }, { a: ["/a.md", "2"] }, {}],
    ["renamed_since", { a: ["/a.md", "1"] }, { a: ["/b.md", "1"] }, { a: ["/c.md", "1"] }],
    ["path_taken", { a: ["/a.md", "1"] }, {}, { b: ["/a.md", "2"] }],
    ["path_taken", { a: ["/a/b.md", "1"] }, {}, { b: ["/a", "2"] }],
    ["path_taken", { a: ["/a", "1"] }, {}, { b: ["/a/b.md", "2"] }],
  ] as [string, Record<string, [string, string]>, Record<string, [string, string]>, Record<string, [string, string]>][])(
    "says %s",
    (reason, before, at, head) => {
      const plan = planRevert({ before: state(before), at: state(at), head: state(head), locked: none });
      expect(plan.conflicts.map((conflict) => conflict.reason)).toEqual([reason]);
    },
  );
});
