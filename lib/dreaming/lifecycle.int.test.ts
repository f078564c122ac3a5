import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Ctx } from "@/lib/context";
import { archiveDream, unarchiveDream } from "@/lib/dreaming/archive";
import { cancelDreams } from "@/lib/dreaming/cancel-many";
import { beginDream, failDream, startDream } from "@/lib/dreaming/commands";
import { decideChange } from "@/lib/dreaming/decide";
import { discardChanges } from "@/lib/dreaming/discard";
import { getDream, listChanges, listDreams, listStages } from "@/lib/dreaming/queries";
import { dreamAnew, retryDream } from "@/lib/dreaming/retry";
import { listReviewQueue } from "@/lib/dreaming/review-queue";
import { digestSessions } from "@/lib/dreaming/stages/digest";
import { mineCandidates } from "@/lib/dreaming/stages/mine";
import { selectSessions } from "@/lib/dreaming/stages/select";
import type { AgentId, DreamId } from "@/lib/ids";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess, finishInProcess, importPlanned } from "@/lib/testing/dreams";

describe("what becomes of a dream", () => {
  let test: TestWorkspace;
  let operator: Ctx;
  let reviewer: Ctx;
  let elsewhere: Ctx;
  beforeAll(async () => {
    test = await createTestWorkspace();
    operator = test.ctxFor("operator");
    reviewer = test.ctxFor("reviewer");
    elsewhere = test.ctxFor("admin", await test.addWorkspace("Another"));
  });
  afterAll(() => test?.close());

  const lastAudit = async (action: string) => (await listAuditEntries(test.ctxFor("admin"), { action, limit: 1 })).items[0];

  /** A dream that failed while it mined: selected and digested. */
  async function failed(name: string): Promise<{ agentId: AgentId; dreamId: DreamId; worker: Ctx }> {
    const agentId = await importPlanned(operator, name, 40);
    const { id: dreamId } = await startDream(operator, { agent_id: agentId, sessions: "new" }, "manual");
    const worker: Ctx = { ...operator, actor: { type: "system", name: "dream" } };
    await beginDream(worker, dreamId);
    for (const stage of [selectSessions, digestSessions]) await stage({ ctx: worker, dreamId, run: 1 });
    await failDream(worker, dreamId, { type: "internal_error", message: "The disk was full." });
    return { agentId, dreamId, worker };
  }

  it("retries from the stage that failed and computes no finished stage again", async () => {
    const { dreamId, worker } = await failed("Retry");
    const again = await retryDream(operator, dreamId);
    expect(again).toMatchObject({ status: "pending", run: 2, error: null, endedAt: null });
    expect((await listStages(operator, dreamId)).slice(0, 3).map(({ stage, state, attempts }) => [stage, state, attempts])).toEqual([
      ["select", "completed", 1],
      ["digest", "completed", 1],
      ["mine", "pending", 0],
    ]);
    expect(await lastAudit("dream.retry")).toMatchObject({ subjectId: dreamId, details: { run: 2 }, actorName: "Test operator" });
    // Pressed twice: the run that is on its way is the answer.
    expect((await retryDream(operator, dreamId)).run).toBe(2);
    // What the first run left behind may neither fail nor go on with the second.
    await failDream(worker, dreamId, { type: "internal_error", message: "late" }, 1);
    expect(await beginDream(worker, dreamId, 1)).toBe(false);
    expect(await beginDream(worker, dreamId, 2)).toBe(true);
    await expect(mineCandidates({ ctx: worker, dreamId, run: 1 })).rejects.toMatchObject({ name: "DreamCanceled" });
    expect((await finishInProcess(worker, dreamId, 2)).status).toBe("completed");
    const stages = await listStages(operator, dreamId);
    expect(stages.map((stage) => stage.attempts)).toEqual(stages.map(() => 1));
    await expect(retryDream(operator, dreamId)).rejects.toMatchObject({ details: { reason: "not_failed" } });
  });

  it("keeps one open dream per agent, whether it is retried or dreamt anew", async () => {
    const { dreamId } = await failed("One open");
    const anew = await dreamAnew(operator, dreamId);
    expect(anew).toMatchObject({ status: "pending", scope: "new", trigger: "manual", run: 1 });
    await expect(retryDream(operator, dreamId)).rejects.toMatchObject({ code: "conflict", details: { reason: "already_dreaming" } });
    await expect(dreamAnew(operator, dreamId)).rejects.toMatchObject({ code: "conflict", details: { reason: "already_dreaming" } });
  });

  it("archives an ended dream and brings it back", async () => {
    const dream = await dreamInProcess(operator, await importPlanned(operator, "Archive", 40));
    expect((await archiveDream(operator, dream.id)).archivedAt).not.toBeNull();
    await archiveDream(operator, dream.id);
    expect(await lastAudit("dream.archive")).toMatchObject({ subjectId: dream.id });
    expect((await listDreams(operator, { agentId: dream.agentId, limit: 10 })).items).toEqual([]);
    expect((await listReviewQueue(operator, { agentId: dream.agentId, limit: 10 })).items).toEqual([]);
    await expect(retryDream(operator, dream.id)).rejects.toMatchObject({ code: "invalid_input" });
    expect((await unarchiveDream(operator, dream.id)).archivedAt).toBeNull();
    expect((await listReviewQueue(operator, { agentId: dream.agentId, limit: 10 })).items.length).toBeGreaterThan(0);
    expect(await lastAudit("dream.unarchive")).toMatchObject({ subjectId: dream.id });
  });

  it("cancels several at once, and none where one is missing", async () => {
    const waiting = await startDream(operator, { agent_id: await importPlanned(operator, "Many 1", 4), sessions: "new" }, "api");
    await expect(archiveDream(operator, waiting.id)).rejects.toMatchObject({ details: { reason: "open" } });
    const { dreamId: over } = await failed("Many 2");
    const unknown = `${waiting.id.slice(0, -4)}0000` as DreamId;
    await expect(cancelDreams(operator, [waiting.id, unknown])).rejects.toMatchObject({ code: "not_found" });
    expect((await getDream(operator, waiting.id)).status).toBe("pending");
    expect(await cancelDreams(operator, [waiting.id, over, waiting.id])).toEqual({ canceled: 1, ended: 1 });
    expect(await cancelDreams(operator, [waiting.id, over])).toEqual({ canceled: 0, ended: 2 });
    expect(await lastAudit("dream.cancel")).toMatchObject({ subjectId: waiting.id });
  });

  it("discards what is left of a change set, and each can be taken back", async () => {
    const dream = await dreamInProcess(operator, await importPlanned(operator, "Discard", 80));
    const changes = (await listChanges(reviewer, { dreamId: dream.id, limit: 100 })).items;
    const [first] = changes;
    if (!first) throw new Error("The dream proposed nothing.");
    const ref = { dreamId: dream.id, changeId: first.id };
    await decideChange(operator, ref, { decision: "approve" });
    expect(await discardChanges(reviewer, dream.id, { reason_code: "not_useful", reason: "we know" })).toEqual({
      rejected: changes.length,
    });
    expect(await getDream(reviewer, dream.id)).toMatchObject({
      decisions: { rejected: changes.length, pending: 0 },
      settledAt: expect.any(Date),
    });
    expect(await lastAudit("change.reject")).toMatchObject({ actorName: "Test reviewer", details: { dream_id: dream.id } });
    expect(await discardChanges(reviewer, dream.id, { reason_code: "not_useful" })).toEqual({ rejected: 0 });
    expect((await decideChange(reviewer, ref, { decision: "undo" })).decision.status).toBe("pending");
  });

  it("refuses too low a role", async () => {
    const { dreamId } = await failed("Roles");
    for (const act of [retryDream, dreamAnew, archiveDream, unarchiveDream]) {
      await expect(act(reviewer, dreamId)).rejects.toMatchObject({ code: "forbidden" });
    }
    await expect(cancelDreams(reviewer, [dreamId])).rejects.toMatchObject({ code: "forbidden" });
    await expect(discardChanges(test.ctxFor("viewer"), dreamId, { reason_code: "wrong" })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("does not see another workspace", async () => {
    const { dreamId } = await failed("Tenancy");
    for (const act of [retryDream, dreamAnew, archiveDream, unarchiveDream]) {
      await expect(act(elsewhere, dreamId)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(cancelDreams(elsewhere, [dreamId])).rejects.toMatchObject({ code: "not_found" });
    await expect(discardChanges(elsewhere, dreamId, { reason_code: "wrong" })).rejects.toMatchObject({ code: "not_found" });
    expect((await getDream(operator, dreamId)).status).toBe("failed");
  });
});
