import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithheld } from "@/lib/retrieval/holdout";
import { packLearnings } from "@/lib/retrieval/pack";
import { type Rankable, rankLearnings } from "@/lib/retrieval/rank";
import { type Quotable, renderContext, renderLearning } from "@/lib/retrieval/render";
import { estimateTokens } from "@/lib/retrieval/tokens";

const now = new Date("2026-11-22T12:00:00.000Z");
const one = (part: Partial<Rankable>): Rankable => ({ id: "a", isPinned: false, updatedAt: now, text: "", matches: [], ...part });
const order = (among: Rankable[], task: string) => rankLearnings(among, task, now).map((ranked) => ranked.id);
const tool = [{ part: "tool" as const, detail: "x", points: 2 }];

describe("the order of learnings", () => {
  it("is pinned first, then by trigger and text, then the later change, then id", () => {
    expect(order([one({ id: "match", matches: tool }), one({ id: "pinned", isPinned: true })], "task")).toEqual(["pinned", "match"]);
    expect(order([one({ id: "other", text: "seats" }), one({ id: "about", text: "refunding payments" })], "Refund the payment")).toEqual([
      "about",
      "other",
    ]);
    const old = new Date("2025-11-22T12:00:00.000Z");
    expect(order([one({ id: "old", updatedAt: old }), one({ id: "new" })], "task")).toEqual(["new", "old"]);
    expect(order([one({ id: "b" }), one({ id: "a" })], "task")).toEqual(["a", "b"]);
  });

  it("weighs a rare word above a common one, and each score is the sum of its reasons", () => {
    const ranked = rankLearnings(
      [one({ id: "c1", text: "order" }), one({ id: "c2", text: "order" }), one({ id: "rare", text: "refund" })],
      "refund order",
      now,
    );
    expect(ranked[0]?.id).toBe("rare");
    for (const { score, why } of ranked)
      expect(score).toBeCloseTo(
        why.reduce((sum, reason) => sum + reason.points, 0),
        6,
      );
  });

  it("does not depend on the order that the learnings come in", () => {
    const among = Array.from({ length: 20 }, (_, i) => one({ id: `m${i}`, text: `word${i % 5} refund`, isPinned: i % 7 === 0 }));
    const expected = order(among, "word1 refund");
    fc.assert(
      fc.property(fc.shuffledSubarray(among, { minLength: 20 }), (shuffled) => {
        expect(order(shuffled, "word1 refund")).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

const quotable = (content: string): Quotable => ({
  kind: "note",
  title: "T",
  path: "/notes/t.md",
  content,
  confidence: null,
  origin: "person",
  isEditedByPerson: false,
  supportSessions: null,
  trust: "operator",
  needsRevalidation: false,
});

describe("packing", () => {
  it("never passes the budget, whatever is withheld of what was packed", () => {
    const contents = fc.array(fc.string({ unit: "grapheme", maxLength: 600 }), { maxLength: 12 });
    fc.assert(
      fc.property(contents, fc.integer({ min: 100, max: 2_000 }), fc.infiniteStream(fc.boolean()), (texts, budget, coins) => {
        const { packed, tooLarge } = packLearnings(texts.map(quotable), budget);
        expect(packed.length + tooLarge.length).toBe(texts.length);
        expect(estimateTokens(renderContext(packed))).toBeLessThanOrEqual(packed.length === 0 ? 0 : budget);
        const kept = packed.filter(() => coins.next().value);
        expect(estimateTokens(renderContext(kept))).toBeLessThanOrEqual(kept.length === 0 ? 0 : budget);
      }),
      { numRuns: 200 },
    );
  });

  it("takes nothing shorter than what it stops at", () => {
    expect(estimateTokens(renderLearning(quotable(""), 1))).toBeGreaterThanOrEqual(20);
  });

  it("passes over what is too large and goes on with what fits", () => {
    const { packed } = packLearnings([quotable("x".repeat(20_000)), quotable("small")], 1_000);
    expect(packed.map((learning) => learning.content)).toEqual(["small"]);
  });
});

describe("the holdout draw", () => {
  const draw = (session: number, memory: number, share: number) =>
    isWithheld({ workspaceId: "w", agentId: "a", sessionKey: `x:${session}`, memoryId: `m${memory}` }, share);

  it.each([0.05, 0.1, 0.3, 0.5])("withholds a share of %s", (share) => {
    const n = 20_000;
    const withheld = Array.from({ length: n }, (_, i) => draw(i, 1, share)).filter(Boolean).length;
    const chiSquare = (withheld - n * share) ** 2 / (n * share) + (withheld - n * share) ** 2 / (n * (1 - share));
    // One degree of freedom; passed by chance once in 100,000. The draws are fixed, so this never flickers.
    expect(chiSquare).toBeLessThan(19.5);
  });

  it("draws each learning independently of the others of a session", () => {
    const counts = [0, 0, 0, 0];
    const n = 20_000;
    for (let i = 0; i < n; i++) {
      const cell = Number(draw(i, 1, 0.5)) * 2 + Number(draw(i, 2, 0.5));
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - n / 4) ** 2 / (n / 4), 0);
    // Three degrees of freedom, one in 100,000.
    expect(chiSquare).toBeLessThan(25.9);
  });

  it("is the same at every time, withholds nothing at 0, and a superset at a larger share", () => {
    for (let i = 0; i < 1_000; i++) {
      expect(draw(i, 1, 0.2)).toBe(draw(i, 1, 0.2));
      expect(draw(i, 1, 0)).toBe(false);
      if (draw(i, 1, 0.1)) expect(draw(i, 1, 0.4)).toBe(true);
    }
    expect(draw(17, 1, 0.5)).toBe(draw(17, 1, 0.5));
    // Pinned: a build that draws otherwise would tear apart experiments that are under way.
    expect(Array.from({ length: 12 }, (_, i) => Number(draw(i, 1, 0.5))).join("")).toBe("100111110101");
  });
});
