import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { updateAgent } from "@/lib/agents/commands";
import { getAgent } from "@/lib/agents/queries";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { decideChange } from "@/lib/dreaming/decide";
import { publishChangeSet } from "@/lib/dreaming/publish";
import { countReviewQueue, getDream, listChangeEvidence, listChanges } from "@/lib/dreaming/queries";
import { listReviewQueue, type QueueItem } from "@/lib/dreaming/review-queue";
import type { ChangeView, DreamView } from "@/lib/dreaming/types";
import { resolvePointer } from "@/lib/dreaming/verify/json-pointer";
import type { UserId } from "@/lib/ids";
import { lockLearning, rollbackStore, updateMemory } from "@/lib/learnings/commands";
import { getLearning, listLearnings } from "@/lib/learnings/queries";
import { listMemories, listStoreRevisions } from "@/lib/memory/queries";
import { findEvents } from "@/lib/sessions/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";

describe("review and publication", () => {
  let test: TestWorkspace;
  let operator: Ctx;
  let reviewer: Ctx;
  beforeAll(async () => {
    test = await createTestWorkspace();
    operator = test.ctxFor("operator");
    reviewer = test.ctxFor("reviewer");
  });
  afterAll(() => test?.close());

  async function proposed(name: string): Promise<{ dream: DreamView; changes: ChangeView[] }> {
    const dream = await dreamInProcess(operator, await importPlanned(operator, name, 80));
    const changes = (await listChanges(reviewer, { dreamId: dream.id, limit: 100 })).items;
    expect(changes.length).toBeGreaterThanOrEqual(2);
    return { dream, changes };
  }
  const decide = (ctx: Ctx, change: ChangeView, decision: "approve" | "undo", reason?: string) =>
    decideChange(ctx, { dreamId: change.dreamId, changeId: change.id }, { decision, reason });
  const reject = (ctx: Ctx, change: ChangeView) =>
    decideChange(
      ctx,
      { dreamId: change.dreamId, changeId: change.id },
      { decision: "reject", reason_code: "not_useful", reason: "we know" },
    );
  const first = (changes: ChangeView[]): ChangeView => {
    const change = changes[0];
    if (!change) throw new Error("no change");
    return change;
  };

  it("publishes what was approved as one revision with its evidence, and leaves the rest pending", async () => {
    const { dream, changes } = await proposed("Publish");
    await decide(reviewer, first(changes), "approve");
    const revision = await publishChangeSet(reviewer, dream.id, { message: "First lessons" });
    expect(revision).toMatchObject({
      number: 1,
      kind: "publish",
      message: "First lessons",
      dreamId: dream.id,
      changes: { created: 1, modified: 0, deleted: 0 },
    });
    const { items } = await listLearnings(reviewer, { agentId: dream.agentId, limit: 10 });
    expect(items).toMatchObject([
      { path: first(changes).path, status: "published", origin: "dream", supportSessions: first(changes).stats.support },
    ]);
    const learning = await getLearning(reviewer, items[0]?.id as never);
    expect(learning.evidenceCount.supports).toBe(first(changes).stats.support);
    expect(learning.content).toBe(first(changes).after);
    const after = (await listChanges(reviewer, { dreamId: dream.id, limit: 100 })).items;
    expect(after.map((change) => change.publishedRevision)).toEqual(changes.map((_, i) => (i === 0 ? 1 : null)));
    expect((await getDream(reviewer, dream.id)).decisions).toMatchObject({ published: 1, pending: changes.length - 1 });
    const audit = await listAuditEntries(test.ctxFor("admin"), { action: "change_set.publish", limit: 1 });
    expect(audit.items[0]).toMatchObject({ actorName: "Test reviewer", details: { revision: 1, dream_id: dream.id } });
    await expect(decide(reviewer, first(changes), "undo")).rejects.toMatchObject({ details: { reason: "already_published" } });
  });

  it("shows every piece of evidence word for word where it says", async () => {
    const { dream, changes } = await proposed("Evidence");
    for (const change of changes) {
      const { items } = await listChangeEvidence(reviewer, { dreamId: dream.id, changeId: change.id, limit: 100 });
      expect(items.filter((one) => one.polarity === "supports").length).toBe(change.stats.support);
      const events = await findEvents(
        reviewer,
        items.map((one) => one.eventId),
      );
      for (const one of [...items, ...change.examples]) {
        const event = events.get(one.eventId) ?? (await findEvents(reviewer, [one.eventId])).get(one.eventId);
        expect(event?.sessionId).toBe(one.sessionId);
        const text = resolvePointer(event?.payload, one.at);
        expect(typeof text === "string" && text.includes(one.quote)).toBe(true);
      }
    }
  });

  it("lets only one of two publications through", async () => {
    const { dream, changes } = await proposed("Race");
    await decide(reviewer, first(changes), "approve");
    const results = await Promise.allSettled([publishChangeSet(reviewer, dream.id, {}), publishChangeSet(reviewer, dream.id, {})]);
    expect(results.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await listStoreRevisions(reviewer, { storeId: dream.storeId, limit: 10 })).items).toHaveLength(1);
  });

  it("takes a decision back until publication, and refuses to overrule somebody else's unseen", async () => {
    const { changes } = await proposed("Undo");
    const change = first(changes);
    await reject(reviewer, change);
    const other = test.ctxOf({
      type: "user",
      userId: "user_00000000000000000000000001" as UserId,
      role: "reviewer",
      name: "Second reviewer",
    });
    await expect(decide(other, change, "approve")).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "already_decided", decision: "rejected", by: "Test reviewer" },
    });
    expect((await decide(other, change, "undo")).decision).toMatchObject({ status: "pending", by: null, reasonCode: null });
    expect((await decide(other, change, "approve")).decision).toMatchObject({ status: "approved", by: { name: "Second reviewer" } });
  });

  it("publishes an edited text as the person's, with the proposal kept beside it", async () => {
    const { dream, changes } = await proposed("Edit");
    const change = first(changes);
    const content = (change.after ?? "").replace(/^title: .*$/m, "title: In our own words");
    const edited = await decideChange(reviewer, { dreamId: dream.id, changeId: change.id }, { decision: "edit", content });
    expect(edited).toMatchObject({ after: change.after, editedContent: content, decision: { status: "edited" } });
    await publishChangeSet(reviewer, dream.id, {});
    const { items } = await listLearnings(reviewer, { agentId: dream.agentId, limit: 10 });
    expect(items).toMatchObject([{ title: "In our own words" }]);
    await expect(
      decideChange(
        reviewer,
        { dreamId: dream.id, changeId: (changes[1] as ChangeView).id },
        { decision: "edit", content: "---\nkind: [\n---\n" },
      ),
    ).rejects.toMatchObject({ code: "invalid_input", details: { fields: { content: expect.stringMatching(/^Line \d+/) } } });
  });

  it("does not propose again what was rejected, unless the rejection is taken back", async () => {
    const { dream, changes } = await proposed("Tombstone");
    for (const change of changes) await reject(reviewer, change);
    expect((await getDream(reviewer, dream.id)).settledAt).not.toBeNull();
    const all = { since: "2000-01-01T00:00:00Z", until: null };
    const second = await dreamInProcess(operator, dream.agentId, all);
    expect((await listChanges(reviewer, { dreamId: second.id, limit: 10 })).items).toEqual([]);
    await decide(reviewer, first(changes), "undo");
    const third = await dreamInProcess(operator, dream.agentId, all);
    expect((await listChanges(reviewer, { dreamId: third.id, limit: 10 })).items.map((change) => change.patternKey)).toEqual([
      first(changes).patternKey,
    ]);
  });

  it("has nothing new to say once everything is published, and reads no session twice as new", async () => {
    const { dream, changes } = await proposed("Known");
    for (const change of changes) await decide(reviewer, change, "approve");
    await publishChangeSet(reviewer, dream.id, {});
    await expect(dreamInProcess(operator, dream.agentId)).rejects.toMatchObject({ details: { reason: "no_sessions" } });
    const again = await dreamInProcess(operator, dream.agentId, { since: "2000-01-01T00:00:00Z", until: null });
    expect((await listChanges(reviewer, { dreamId: again.id, limit: 10 })).items).toEqual([]);
  });

  it("publishes all or nothing: a path taken meanwhile stops the whole set and names the conflict", async () => {
    const { dream, changes } = await proposed("Conflict");
    for (const change of changes) await decide(reviewer, change, "approve");
    // Somebody else's dream of the same agent is published first.
    const twin = await dreamInProcess(operator, dream.agentId);
    const twins = (await listChanges(reviewer, { dreamId: twin.id, limit: 10 })).items;
    await decide(reviewer, first(twins), "approve");
    await publishChangeSet(reviewer, twin.id, {});
    await expect(publishChangeSet(reviewer, dream.id, {})).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "publish_conflict", conflicts: [{ path: first(twins).path, reason: "path_taken" }] },
    });
    expect((await listMemories(reviewer, { storeId: dream.storeId, withContent: false, limit: 10 })).items).toHaveLength(1);
  });

  it("keeps a person's words when the same pattern comes back with more sessions", async () => {
    const { dream, changes } = await proposed("Persons words");
    for (const change of changes) await decide(reviewer, change, "approve");
    await publishChangeSet(reviewer, dream.id, {});
    const learning = (await listLearnings(reviewer, { agentId: dream.agentId, limit: 10 })).items[0];
    if (!learning) throw new Error("no learning");
    const { content } = await getLearning(reviewer, learning.id);
    const mine = `${content ?? ""}\nOur desk adds: mind the fees.\n`;
    await updateMemory(reviewer, { storeId: dream.storeId, memoryId: learning.id }, { content: mine });
    const all = { since: "2000-01-01T00:00:00Z", until: null };
    const again = await dreamInProcess(operator, dream.agentId, all);
    for (const change of (await listChanges(reviewer, { dreamId: again.id, limit: 10 })).items.filter(
      (one) => one.memoryId === learning.id,
    )) {
      expect(change.action).toBe("reinforce");
      expect(change.after).toContain("mind the fees");
    }
    await lockLearning(reviewer, learning.id);
    const locked = await dreamInProcess(operator, dream.agentId, all);
    expect((await listChanges(reviewer, { dreamId: locked.id, limit: 10 })).items.filter((one) => one.memoryId === learning.id)).toEqual(
      [],
    );
  });

  it("asks for a written reason before a held change may go live", async () => {
    const { dream, changes } = await proposed("Held");
    await inWorkspace(operator, (tx) => tx.execute(sql`update dream_changes set is_held = true where id = ${first(changes).id}`));
    await expect(decide(reviewer, first(changes), "approve")).rejects.toMatchObject({
      code: "invalid_input",
      details: { reason: "reason_needed" },
    });
    expect((await decide(reviewer, first(changes), "approve", "Checked with legal")).decision.status).toBe("approved");
    expect(await getDream(reviewer, dream.id)).toMatchObject({ decisions: { approved: 1 } });
  });

  it("puts held changes first in the queue and pages without repeating one", async () => {
    await inWorkspace(operator, (tx) =>
      tx.execute(sql`update dream_changes set is_held = true where id = (select max(id) from dream_changes where decision = 'pending')`),
    );
    const seen: QueueItem[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listReviewQueue>> = await listReviewQueue(reviewer, { limit: 3, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    const { open, held } = await countReviewQueue(reviewer);
    expect(seen).toHaveLength(open);
    expect(new Set(seen.map((change) => change.id)).size).toBe(open);
    expect(seen.slice(0, held).every((change) => change.isHeld)).toBe(true);
    expect(seen.slice(held).every((change) => !change.isHeld)).toBe(true);
  });

  it("publishes observations by no policy", async () => {
    const agentId = await importPlanned(operator, "Policy", 80);
    await updateAgent(operator, agentId, { dreaming: { review: "never" } });
    const dream = await dreamInProcess(operator, agentId);
    const changes = (await listChanges(reviewer, { dreamId: dream.id, limit: 100 })).items;
    for (const change of changes.filter((one) => one.stats.claim === "observation"))
      expect(change).toMatchObject({ publishedRevision: null, decision: { status: "pending" } });
  });

  it("rolls a publication back by appending", async () => {
    const { dream, changes } = await proposed("Roll back");
    await decide(reviewer, first(changes), "approve");
    await publishChangeSet(reviewer, dream.id, {});
    const { storeId } = dream;
    const { revision } = await rollbackStore(reviewer, storeId, { to_revision: 0 });
    expect(revision?.number).toBe(2);
    expect((await listLearnings(reviewer, { agentId: dream.agentId, limit: 10 })).items).toMatchObject([{ status: "retired", path: null }]);
    expect((await getAgent(reviewer, dream.agentId)).learningsStoreId).toBe(storeId);
  });

  it("needs the reviewer role, and does not see another workspace", async () => {
    const { dream, changes } = await proposed("Roles");
    const viewer = test.ctxFor("viewer");
    await expect(decide(viewer, first(changes), "approve")).rejects.toMatchObject({ code: "forbidden" });
    await expect(publishChangeSet(viewer, dream.id, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(dreamInProcess(viewer, dream.agentId)).rejects.toMatchObject({ code: "forbidden" });
    const other = test.ctxFor("admin", await test.addWorkspace("Other"));
    const attempts = [
      () => decide(other, first(changes), "approve"),
      () => publishChangeSet(other, dream.id, {}),
      () => getDream(other, dream.id),
      () => dreamInProcess(other, dream.agentId),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  });
});
