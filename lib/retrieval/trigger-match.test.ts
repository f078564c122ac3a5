import { describe, expect, it } from "vitest";
import { EMPTY_TRIGGER, type Trigger } from "@/lib/learnings/types";
import { fitsTemplate, matchTrigger, prepareQuestion } from "@/lib/retrieval/trigger-match";
import type { ContextQuestion } from "@/lib/retrieval/types";

const question = (part: Partial<ContextQuestion>): ContextQuestion => ({
  task: "Do it.",
  tools: [],
  recentErrors: [],
  fileTypes: [],
  metadata: {},
  tokenBudget: 2_000,
  ...part,
});
const partsOf = (trigger: Partial<Trigger>, asked: Partial<ContextQuestion>) =>
  matchTrigger({ ...EMPTY_TRIGGER, ...trigger }, prepareQuestion(question(asked))).map(({ part, detail }) => `${part}: ${detail}`);

describe("a trigger", () => {
  it("of nothing always applies, of anything only where that is in the question", () => {
    expect(partsOf({}, {})).toEqual(["always: has no trigger"]);
    expect(partsOf({ tools: ["book_flight"] }, {})).toEqual([]);
    expect(partsOf({ tools: ["book_flight", "pay"] }, { tools: ["Book_Flight"] })).toEqual(["tool: book_flight"]);
    expect(partsOf({ tools: ["book_flight"] }, { tools: ["mcp__air__book_flight"] })).toEqual(["tool: book_flight"]);
    expect(partsOf({ tools: ["book"] }, { tools: ["book_flight"] })).toEqual([]);
  });

  it("applies to errors of its template", () => {
    const errors = ["Error: payment method <id> not found"];
    expect(partsOf({ errors }, { recentErrors: ["Traceback\n  Error:  payment method card_0 not found (code 7)"] })).toHaveLength(1);
    expect(partsOf({ errors }, { recentErrors: ["Error: payment method <id> not found"] })).toHaveLength(1);
    expect(partsOf({ errors }, { recentErrors: ["Error: seat 1A not found"] })).toEqual([]);
    expect(fitsTemplate("anything at all", "<name> <n>…")).toBe(false);
    expect(fitsTemplate("not found: payment method", "payment method <id> not found")).toBe(false);
  });

  it("finds key words as whole words, intents by most of their words, file types with or without a dot", () => {
    expect(partsOf({ keywords: ["car"] }, { task: "Rent a CAR, please" })).toEqual(["keyword: car"]);
    expect(partsOf({ keywords: ["car"] }, { task: "Update the card" })).toEqual([]);
    expect(partsOf({ keywords: ["退款"] }, { task: "我要退款了" })).toEqual(["keyword: 退款"]);
    expect(partsOf({ intents: ["refund an order"] }, { task: "They want three orders refunded today" })).toHaveLength(1);
    expect(partsOf({ intents: ["refund an order"] }, { task: "Ship the order" })).toEqual([]);
    expect(partsOf({ file_types: [".PDF"] }, { fileTypes: ["pdf"] })).toHaveLength(1);
    expect(partsOf({ file_types: ["pdf"] }, { task: "Read invoice.pdf." })).toHaveLength(1);
    expect(partsOf({ file_types: ["pdf"] }, { task: "Read about pdfs" })).toEqual([]);
  });

  it("stays fast on a large task and hostile templates", () => {
    const startedAt = performance.now();
    const large = "a ".repeat(50_000);
    partsOf(
      { errors: Array.from({ length: 50 }, () => `${"<n>a".repeat(40)}zzz`), keywords: ["b c"] },
      { task: large, recentErrors: [large] },
    );
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
