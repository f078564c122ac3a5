import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { approveAlike, listAlike, undoDecisions } from "@/lib/dreaming/approve-alike";
import { assignChange, listAssignees } from "@/lib/dreaming/assign";
import { decideChange } from "@/lib/dreaming/decide";
import type { DecideChangeInput } from "@/lib/dreaming/inputs";
import { getLastPublication } from "@/lib/dreaming/last-publication";
import { leavePresence, listPresent, touchPresence } from "@/lib/dreaming/presence";
import { publishChangeSet } from "@/lib/dreaming/publish";
import { getChange, getDream, listChanges } from "@/lib/dreaming/queries";
import { readReviewContext } from "@/lib/dreaming/review-context";
import { countReviewQueuePart, listReviewQueue } from "@/lib/dreaming/review-queue";
import type { ChangeView, DreamView } from "@/lib/dreaming/types";
import { newId, type UserId } from "@/lib/ids";
import { runImport, startImport } from "@/lib/interop/commands";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";
import { bytesOfSessions, plannedSessions } from "@/lib/testing/sessions";

const SECOND = "user_00000000000000000000000001" as UserId;

describe("commands of the review", () => {
  let test: TestWorkspace;
  let operator: Ctx;
  let reviewer: Ctx;
  let second: Ctx;
  let other: Ctx;
  beforeAll(async () => {
    test = await createTestWorkspace();
    operator = test.ctxFor("operator");
    reviewer = test.ctxFor("reviewer");
    second = test.ctxOf({ type: "user", userId: SECOND, role: "reviewer", name: "Second reviewer" });
    other = test.ctxFor("admin", await test.addWorkspace("Elsewhere"));
    await inWorkspace(operator, async (tx) => {
      await tx.execute(
        sql`insert into users (id, email, name, created_at) values (${SECOND}, 'second@example.com', 'Second reviewer', now())`,
      );
      await tx.execute(
        sql`insert into workspace_members (workspace_id, user_id, role, created_at) values (${operator.workspaceId}, ${SECOND}, 'reviewer', now())`,
      );
    });
  });
  afterAll(() => test?.close());

  async function proposed(name: string): Promise<{ dream: DreamView; changes: ChangeView[]; first: ChangeView }> {
    const dream = await dreamInProcess(operator, await importPlanned(operator, name, 80));
    const changes = (await listChanges(reviewer, { dreamId: dream.id, limit: 100 })).items;
    const [first] = changes;
    if (!first || changes.length < 2) throw new Error("The dream proposes too little for this test.");
    return { dream, changes, first };
  }
  const refOf = (change: ChangeView) => ({ dreamId: change.dreamId, changeId: change.id });
  const decide = (ctx: Ctx, change: ChangeView, input: DecideChangeInput) => decideChange(ctx, refOf(change), input);
  const auditOf = async (change: ChangeView) =>
    (await listAuditEntries(test.ctxFor("admin"), { limit: 100 })).items.filter((entry) => entry.subjectId === change.id);

  describe("a decision and what the person saw", () => {
    it("refuses to decide what was decided since, and says by whom, when and what", async () => {
      const { first } = await proposed("Seen");
      await decide(second, first, { decision: "reject", reason_code: "wrong", expected_version: 0 });
      await expect(decide(reviewer, first, { decision: "approve", expected_version: 0 })).rejects.toMatchObject({
        code: "conflict",
        details: { reason: "already_decided", theirs: { decision: "rejected", by: "Second reviewer", version: 1, at: expect.any(String) } },
      });
      expect((await getChange(reviewer, refOf(first))).decision.status).toBe("rejected");
    });

    it("lets a person overrule the decision they saw, in one step that the audit names", async () => {
      const { first } = await proposed("Overrule");
      await decide(second, first, { decision: "reject", reason_code: "wrong" });
      const mine = await decide(reviewer, first, { decision: "approve", reason: "Seen both", expected_version: 1, overrule: true });
      expect(mine.decision).toMatchObject({ status: "approved", by: { name: "Test reviewer" }, version: 2 });
      expect((await auditOf(first)).map((entry) => [entry.action, entry.details?.overruled])).toContainEqual([
        "change.approve",
        "Second reviewer",
      ]);
      await expect(
        decide(second, first, { decision: "reject", reason_code: "wrong", expected_version: 1, overrule: true }),
      ).rejects.toMatchObject({ code: "conflict" });
    });

    it("refuses an undo of a decision that nobody saw", async () => {
      const { first } = await proposed("Undo unseen");
      await decide(second, first, { decision: "reject", reason_code: "wrong" });
      await expect(decide(reviewer, first, { decision: "undo", expected_version: 0 })).rejects.toMatchObject({ code: "conflict" });
    });
  });

  describe("more evidence", () => {
    it("takes a change out of the queue and proposes it again once the sessions it waits for are there", async () => {
      const { dream, changes, first } = await proposed("Pool");
      const sent = await decide(reviewer, first, { decision: "more_evidence", more_sessions: 3, reason: "One team only" });
      expect(sent.decision).toMatchObject({ status: "needs_evidence", moreSessions: 3, reason: "One team only" });
      expect((await auditOf(first))[0]).toMatchObject({ action: "change.more_evidence", details: { more_sessions: 3 } });
      expect(await countReviewQueuePart(reviewer, { agentId: dream.agentId })).toMatchObject({ open: changes.length - 1 });
      // Its sessions are read again, and nothing new came: it waits.
      const again = await dreamInProcess(operator, dream.agentId);
      const keys = async (one: DreamView) => (await listChanges(reviewer, { dreamId: one.id, limit: 100 })).items.map((c) => c.patternKey);
      expect(await keys(again)).not.toContain(first.patternKey);
      const input = { agent_id: dream.agentId, format: "reverie" as const };
      await runImport(operator, await startImport(operator, input, null), input, {
        chunks: bytesOfSessions(plannedSessions(80).map((plan) => ({ ...plan, externalId: `s1${plan.externalId.slice(2)}` }))),
        fileName: null,
      });
      const third = await dreamInProcess(operator, dream.agentId);
      const back = (await listChanges(reviewer, { dreamId: third.id, limit: 100 })).items.find((c) => c.patternKey === first.patternKey);
      expect(back?.rationale).toMatch(/^Sent back for 3 more sessions; \d+ came since\./);
    });

    it("needs the reviewer role and the same workspace", async () => {
      const { first } = await proposed("Pool roles");
      const input = { decision: "more_evidence", more_sessions: 5 } as const;
      await expect(decide(test.ctxFor("viewer"), first, input)).rejects.toMatchObject({ code: "forbidden" });
      await expect(decide(other, first, input)).rejects.toMatchObject({ code: "not_found" });
    });
  });

  it("does not approve what quotes a deleted session, and still lets it be rejected", async () => {
    const { first } = await proposed("Deleted");
    const gone = first.examples[0]?.sessionId;
    await inWorkspace(operator, (tx) =>
      tx.execute(
        sql`update dream_changes set examples = jsonb_set(examples, '{0,sessionId}', ${JSON.stringify(newId("session", 0))}::jsonb) where id = ${first.id}`,
      ),
    );
    expect(gone).toBeDefined();
    await expect(decide(reviewer, first, { decision: "approve", reason: "x" })).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "source_deleted" },
    });
    expect((await decide(reviewer, first, { decision: "reject", reason_code: "unsafe" })).decision.status).toBe("rejected");
  });

  describe("assignment", () => {
    it("gives a change to a member and takes it back, audited, and narrows the queue", async () => {
      const { first } = await proposed("Assign");
      expect((await listAssignees(reviewer)).map((one) => one.id)).toContain(SECOND);
      const assigned = await assignChange(reviewer, refOf(first), { user_id: SECOND });
      expect(assigned.assignedTo).toEqual({ id: SECOND, name: "Second reviewer" });
      expect((await listReviewQueue(reviewer, { assigned: SECOND, limit: 10 })).items.map((one) => one.id)).toEqual([first.id]);
      expect((await listReviewQueue(reviewer, { assigned: "nobody", limit: 100 })).items.map((one) => one.id)).not.toContain(first.id);
      expect((await assignChange(second, refOf(first), { user_id: null })).assignedTo).toBeNull();
      expect((await auditOf(first)).map((entry) => entry.action)).toEqual(["change.assign", "change.assign"]);
    });

    it("refuses too low a role, a stranger, and another workspace", async () => {
      const { first } = await proposed("Assign roles");
      await expect(assignChange(test.ctxFor("viewer"), refOf(first), { user_id: SECOND })).rejects.toMatchObject({ code: "forbidden" });
      await expect(assignChange(reviewer, refOf(first), { user_id: newId("user", 0) })).rejects.toMatchObject({ code: "invalid_input" });
      await expect(assignChange(other, refOf(first), { user_id: null })).rejects.toMatchObject({ code: "not_found" });
    });
  });

  describe("approving a family at once", () => {
    it("approves exactly what was counted, leaves held ones, and takes all of it back", async () => {
      const { dream, changes } = await proposed("Alike");
      const family = changes.find((change) => !change.isHeld)?.family ?? "recovery";
      const of = { agentId: dream.agentId, family };
      const alike = await listAlike(reviewer, of);
      expect(alike.every((one) => changes.some((change) => change.id === one.id && !change.isHeld && change.family === family))).toBe(true);
      const input = { agent_id: dream.agentId, family, threshold: "all" as const };
      await expect(approveAlike(reviewer, { ...input, expected_count: alike.length + 1 })).rejects.toMatchObject({
        details: { reason: "count_changed", count: alike.length },
      });
      await expect(approveAlike(test.ctxFor("viewer"), { ...input, expected_count: alike.length })).rejects.toMatchObject({
        code: "forbidden",
      });
      await expect(approveAlike(other, { ...input, expected_count: alike.length })).rejects.toMatchObject({ code: "conflict" });
      const refs = await approveAlike(reviewer, { ...input, expected_count: alike.length });
      expect(refs.map((ref) => ref.changeId).sort()).toEqual(alike.map((one) => one.id).sort());
      expect(await listAlike(reviewer, of)).toEqual([]);
      const audited = (await listAuditEntries(test.ctxFor("admin"), { action: "change.approve", limit: 100 })).items;
      for (const ref of refs) expect(audited.some((entry) => entry.subjectId === ref.changeId)).toBe(true);
      await expect(undoDecisions(test.ctxFor("viewer"), refs)).rejects.toMatchObject({ code: "forbidden" });
      await undoDecisions(reviewer, refs);
      expect((await listAlike(reviewer, of)).map((one) => one.id)).toEqual(alike.map((one) => one.id));
    });
  });

  describe("presence", () => {
    it("tells who else has it open until they leave or stop saying so", async () => {
      const { first } = await proposed("Presence");
      expect(await touchPresence(reviewer, first.id)).toEqual([]);
      expect(await touchPresence(second, first.id)).toMatchObject([{ name: "Test reviewer" }]);
      expect(await listPresent(reviewer, first.id)).toMatchObject([{ name: "Second reviewer" }]);
      await leavePresence(second, first.id);
      expect(await listPresent(reviewer, first.id)).toEqual([]);
      test.clock.advance(60_000);
      expect(await listPresent(second, first.id)).toEqual([]);
      await expect(touchPresence(other, first.id)).rejects.toMatchObject({ code: "not_found" });
    });
  });

  it("orders the queue by held, then what is expected to do most, then age, and pages through it once", async () => {
    await proposed("Order");
    const all = (await listReviewQueue(reviewer, { limit: 100 })).items;
    const worth = ({ stats }: (typeof all)[number]) =>
      stats.claim === "effect" ? Math.abs(stats.effect ?? 0) * (stats.nWith + stats.nWithout) : 0;
    const sorted = [...all].sort((a, b) => Number(b.isHeld) - Number(a.isHeld) || worth(b) - worth(a) || (a.id < b.id ? -1 : 1));
    expect(all.map((one) => one.id)).toEqual(sorted.map((one) => one.id));
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listReviewQueue>> = await listReviewQueue(reviewer, { limit: 3, cursor });
      paged.push(...page.items.map((one) => one.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(all.map((one) => one.id));
    const held = await listReviewQueue(reviewer, { isHeld: true, limit: 100 });
    expect(held.items.every((one) => one.isHeld)).toBe(true);
    expect((await listReviewQueue(other, { limit: 10 })).items).toEqual([]);
  });

  it("says who would get it, what is alike, and how the agent does since the last publication", async () => {
    const { dream, changes, first } = await proposed("Context");
    await decide(reviewer, first, { decision: "approve", reason: "Held or not" });
    const revision = await publishChangeSet(reviewer, dream.id, {});
    const next = changes[1] as ChangeView;
    expect(await readReviewContext(reviewer, next)).toMatchObject({
      store: { id: dream.storeId, revision: revision.number, published: 1 },
    });
    expect(await getLastPublication(reviewer)).toMatchObject({ dreamId: dream.id, revision: revision.number, by: "Test reviewer" });
    expect(await getLastPublication(other)).toBeNull();
    expect((await getDream(reviewer, dream.id)).publishedRevision).toBe(revision.number);
  });
});
