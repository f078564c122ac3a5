import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import { decideChange } from "@/lib/dreaming/decide";
import { publishChangeSet } from "@/lib/dreaming/publish";
import { listChangeEvidence, listChanges } from "@/lib/dreaming/queries";
import { countEvidence, readQuotes } from "@/lib/dreaming/quotes";
import { getReviewProgress, listUnpublishedDreams } from "@/lib/dreaming/review-progress";
import { countReviewQueuePart } from "@/lib/dreaming/review-queue";
import type { ChangeView, DreamView } from "@/lib/dreaming/types";
import { resolvePointer } from "@/lib/dreaming/verify/json-pointer";
import { findRevisionMessages } from "@/lib/memory/queries";
import { findEvents } from "@/lib/sessions/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";

describe("what the review reads", () => {
  let test: TestWorkspace;
  let ctx: Ctx;
  let dream: DreamView;
  let changes: ChangeView[];

  beforeAll(async () => {
    test = await createTestWorkspace();
    ctx = test.ctxFor("operator");
    dream = await dreamInProcess(ctx, await importPlanned(ctx, "Booking", 48));
    changes = (await listChanges(ctx, { dreamId: dream.id, limit: 100 })).items;
    expect(changes.length).toBeGreaterThan(1);
  });
  afterAll(() => test?.close());

  const change = (index: number): ChangeView => {
    const found = changes[index];
    if (!found) throw new Error(`The dream has no change ${index}.`);
    return found;
  };

  it("shows each quote inside the words that stand around it in its event", async () => {
    const quotes = await readQuotes(ctx, change(0).examples);
    const events = await findEvents(
      ctx,
      quotes.map((quote) => quote.eventId),
    );
    expect(quotes.map(({ eventId, quote }) => [eventId, quote])).toEqual(change(0).examples.map(({ eventId, quote }) => [eventId, quote]));
    for (const { eventId, at, before, quote, after, session } of quotes) {
      const text = String(resolvePointer(events.get(eventId)?.payload ?? null, at));
      expect(text).toContain(before.replace(/^… /, "") + quote + after.replace(/ …$/, ""));
      expect(session?.occurredAt).toBeInstanceOf(Date);
    }
  });

  it("names the tool also for what it answered", async () => {
    const quotes = await readQuotes(
      ctx,
      changes.flatMap((one) => one.examples),
    );
    expect(quotes.filter((quote) => quote.isTool).every((quote) => quote.tool !== null)).toBe(true);
    expect(new Set(quotes.map((quote) => quote.tool))).toContain("book_flight");
  });

  it("counts per pattern exactly the sessions that the evidence lists", async () => {
    const counts = await countEvidence(ctx, { dreamId: dream.id });
    for (const one of changes) {
      const { items } = await listChangeEvidence(ctx, { dreamId: dream.id, changeId: one.id, limit: 100 });
      const ofSide = (polarity: string) => items.filter((item) => item.polarity === polarity).length;
      expect(counts.get(one.patternKey)).toEqual({ supports: ofSide("supports"), contradicts: ofSide("contradicts") });
    }
  });

  it("follows decisions, undo and publication", async () => {
    const open = changes.length;
    expect(await getReviewProgress(ctx)).toEqual({ open, held: change(0).isHeld ? 1 : 0, decided: 0, last: null });
    await decideChange(ctx, { dreamId: dream.id, changeId: change(0).id }, { decision: "approve", reason: "Seen it" });
    test.clock.advance(1000);
    await decideChange(ctx, { dreamId: dream.id, changeId: change(1).id }, { decision: "reject", reason_code: "wrong" });
    expect(await getReviewProgress(ctx)).toMatchObject({
      open: open - 2,
      decided: 2,
      last: { changeId: change(1).id, status: "rejected" },
    });
    expect(await countReviewQueuePart(ctx, { agentId: dream.agentId })).toMatchObject({ open: open - 2 });
    expect(await listUnpublishedDreams(ctx)).toMatchObject([{ dreamId: dream.id, agentName: "Booking", approved: 1 }]);

    await decideChange(ctx, { dreamId: dream.id, changeId: change(1).id }, { decision: "undo" });
    expect(await getReviewProgress(ctx)).toMatchObject({ open: open - 1, decided: 1, last: { changeId: change(0).id } });
    // Somebody else's decision is not one's own to take back by one key.
    expect((await getReviewProgress(test.ctxFor("reviewer"))).last).toBeNull();

    const revision = await publishChangeSet(ctx, dream.id, { message: "First lessons" });
    expect(await listUnpublishedDreams(ctx)).toEqual([]);
    expect((await getReviewProgress(ctx)).last).toBeNull();
    expect(await findRevisionMessages(ctx, dream.storeId, [revision.number, 99])).toEqual(new Map([[revision.number, "First lessons"]]));
  });

  it("shows another workspace nothing of it", async () => {
    const elsewhere = test.ctxFor("admin", await test.addWorkspace("Elsewhere"));
    expect(await getReviewProgress(elsewhere)).toEqual({ open: 0, held: 0, decided: 0, last: null });
    expect(await listUnpublishedDreams(elsewhere)).toEqual([]);
    expect(await countReviewQueuePart(elsewhere, { agentId: dream.agentId })).toEqual({ open: 0, held: 0 });
    expect((await countEvidence(elsewhere, { dreamId: dream.id })).size).toBe(0);
    expect(await findRevisionMessages(elsewhere, dream.storeId, [1])).toEqual(new Map());
    const quotes = await readQuotes(elsewhere, change(0).examples);
    expect(quotes.every((quote) => quote.before === "" && quote.after === "" && quote.tool === null && quote.session === null)).toBe(true);
  });
});
