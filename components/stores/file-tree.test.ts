import { describe, expect, it } from "vitest";
import { toTree } from "./file-tree";

const file = (path: string) => ({ memoryId: path, path, content: "" });

describe("toTree", () => {
  it("puts every file into its folder and counts what lies below", () => {
    const root = toTree([file("/playbooks/b.md"), file("/notes/deep/er/c.md"), file("/notes/a.md"), file("/top.md")]);
    expect(root).toMatchObject({
      count: 4,
      files: [{ name: "top.md" }],
      folders: [
        { name: "notes", count: 2, files: [{ name: "a.md" }], folders: [{ name: "deep", count: 1, folders: [{ name: "er", count: 1 }] }] },
        { name: "playbooks", count: 1, files: [{ name: "b.md" }] },
      ],
    });
  });
});
