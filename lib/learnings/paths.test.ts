import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkMemoryPath, findPathProblem, pathFor, slugify, uniquePath } from "@/lib/learnings/paths";

describe("slugify", () => {
  it.each([
    ["Search the archive by matter number", "search-the-archive-by-matter-number"],
    ["Change order_id when get_order says “not found”", "change-order-id-when-get-order-says-not-found"],
    ["Grüße aus Køln: Ærlig Łódź", "grusse-aus-koln-aerlig-lodz"],
    ["注文番号を確認する", "注文番号を確認する"],
    ["Проверить й номер", "проверить-й-номер"],
    ["  --  ", "untitled"],
    ["../../etc/passwd", "etc-passwd"],
    ["İstanbul ΟΔΟΣ ①②", "istanbul-οδος-12"],
    ["Ǣsop, Ǿre, ℏ", "aesop-ore-h"],
    ["", "untitled"],
  ])("%j -> %j", (title, slug) => expect(slugify(title)).toBe(slug));

  it("cuts at a word", () => {
    expect(slugify("word ".repeat(40))).toBe(Array(16).fill("word").join("-"));
    expect(slugify("x".repeat(200))).toBe("x".repeat(80));
  });

  it("gives a legal path for any title, and a slug again for a slug", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), fc.constantFrom("note", "playbook"), (title, kind) => {
        const slug = slugify(title);
        expect(findPathProblem(pathFor(kind, slug))).toBeNull();
        expect(slugify(slug)).toBe(slug);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("uniquePath", () => {
  it.each([
    ["/notes/a.md", [], "/notes/a.md"],
    ["/notes/a.md", ["/notes/a.md"], "/notes/a-2.md"],
    ["/notes/a.md", ["/notes/a.md", "/notes/a-2.md", "/notes/a-3.md"], "/notes/a-4.md"],
    ["/notes/a.md", ["/notes/A.md"], "/notes/a.md"],
    ["/notes/a.md", ["/notes/a.md/below"], "/notes/a-2.md"],
    ["/notes/a.md", ["/notes"], "/notes-2/a.md"],
    ["/notes/a.md", ["/notes", "/notes-2"], "/notes-3/a.md"],
    ["/notes/a.md", ["/notes", "/notes-2/a.md"], "/notes-2/a-2.md"],
    ["/plain", ["/plain"], "/plain-2"],
    ["/.hidden", ["/.hidden"], "/.hidden-2"],
  ])("%j beside %j -> %j", (path, taken, expected) => expect(uniquePath(path, taken)).toBe(expected));

  it("neither equals nor contains nor is contained in a taken path, whatever order they come in", () => {
    const path = fc
      .array(fc.constantFrom("a", "b", "a-2", "a.md", "b.md"), { minLength: 1, maxLength: 3 })
      .map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(path, fc.array(path, { maxLength: 12 }), (wanted, taken) => {
        const unique = uniquePath(wanted, taken);
        for (const other of taken) {
          expect(unique === other || unique.startsWith(`${other}/`) || other.startsWith(`${unique}/`)).toBe(false);
        }
        expect(uniquePath(wanted, [...taken].reverse())).toBe(unique);
        expect(findPathProblem(unique)).toBeNull();
      }),
    );
  });

  it("stays within the length limit", () => {
    const long = `/notes/${"é".repeat(507)}.md`;
    expect(findPathProblem(long)).toBeNull();
    expect(findPathProblem(uniquePath(long, [long]))).toBeNull();
  });
});

describe("findPathProblem", () => {
  it.each(["/a", "/notes/a.md", "/a b/c'd", `/${"x".repeat(1_023)}`, `/${Array(20).fill("a").join("/")}`, "/メモ/確認.md", "/.a", "/..."])(
    "allows %j",
    (path) => {
      expect(findPathProblem(path)).toBeNull();
      checkMemoryPath(path);
    },
  );

  it.each([
    "",
    "a",
    "/",
    "//a",
    "/a/",
    "/a//b",
    "/.",
    "/a/../b",
    "/a/./b",
    `/${"x".repeat(1_024)}`,
    `/${"é".repeat(512)}`,
    `/${Array(21).fill("a").join("/")}`,
    "/a\nb",
    "/a\u0000",
    "/a\u200bb",
    "/a\u202eb",
    "/a\u2028b",
    "/a\u2029b",
    "/a\u00adb",
    "/a\u{e0041}",
    "/cafe\u0301",
    "/\ud800",
  ])("refuses %j", (path) => {
    expect(findPathProblem(path)).not.toBeNull();
    expect(() => checkMemoryPath(path)).toThrowError(expect.objectContaining({ code: "invalid_input" }));
  });
});
