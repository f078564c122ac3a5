import { describe, expect, it } from "vitest";
import { quoteTerm, searchParts, searchTerms, toolErrorWord, toolWord, wordsOf } from "@/lib/sessions/search-words";

const session = (events: { id?: string; type: string; payload: Record<string, unknown> }[]) => ({
  title: "A title",
  externalId: null,
  taskKey: null,
  events: events.map((event) => ({ id: "e", ...event })),
});

describe("wordsOf", () => {
  it("cuts text into words in lower case, in any script", () => {
    expect(wordsOf("Refund order #W2378156, Straße ПРИВЕТ")).toEqual(["refund", "order", "w2378156", "straße", "привет"]);
    expect(wordsOf("ﬁle ＡＢ")).toEqual(["file", "ab"]);
    expect(wordsOf("…!?")).toEqual([]);
  });
});

describe("searchParts", () => {
  it("finds what only a tool returned, however deep it lies", () => {
    const [words] = searchParts(
      session([
        { id: "c1", type: "agent.tool_use", payload: { name: "Get_User", input: { a: [{ b: "needle" }] } } },
        { type: "agent.tool_result", payload: { tool_use_id: "c1", is_error: true, content: [{ type: "text", text: "haystack, 42" }] } },
      ]),
    );
    for (const word of ["title", "needle", "haystack", "42", toolWord("get_user"), toolErrorWord("get_user")])
      expect(words).toContain(word);
  });

  it("leaves files out and survives zeros, half characters and depth", () => {
    let deep: unknown = "bottom";
    for (let i = 0; i < 50_000; i++) deep = [deep];
    const [words] = searchParts(
      session([{ type: "user.message", payload: { source: { type: "base64", data: "QUJDsecret" }, text: "a\0b \ud800c", deep } }]),
    );
    expect(words).toContain("bottom");
    expect(words?.join(" ")).not.toMatch(/secret|\0|\p{Surrogate}/u);
  });

  it("splits five megabytes of different words into parts that can be stored, at little cost", () => {
    const text = Array.from({ length: 500_000 }, (_, i) => `w${i.toString(36)}xyz`).join(" ");
    const startMs = performance.now();
    const parts = searchParts(session([{ type: "agent.message", payload: { text } }]));
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(Buffer.byteLength(part.join(""))).toBeLessThan(1_000_000);
  });

  it("has one empty part where nothing was said", () => {
    expect(searchParts({ title: null, externalId: null, taskKey: null, events: [] })).toEqual([[]]);
  });
});

describe("searchTerms", () => {
  it("quotes every word; an unfinished last one is a beginning", () => {
    expect(searchTerms("Refund ord")).toEqual(["'refund'", "'ord':*"]);
    expect(searchTerms("refund!")).toEqual(["'refund'"]);
    expect(searchTerms("it's \\ & | !")).toEqual(["'it'", "'s'"]);
    expect(searchTerms("--")).toEqual([]);
  });

  it("lets no quote out of its term", () => {
    expect(quoteTerm("tool:a'b\\c")).toBe("'tool:a''b\\\\c'");
  });
});
