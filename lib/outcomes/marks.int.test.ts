import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEntries } from "@/lib/audit/queries";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { newId, type SessionId } from "@/lib/ids";
import { markOutcomes } from "@/lib/outcomes/commands";
import { listOutcomeReports } from "@/lib/outcomes/queries";
import { deleteView, saveView } from "@/lib/saved-views/commands";
import { listSavedViews } from "@/lib/saved-views/queries";
import { excludeFromDreams, includeInDreams } from "@/lib/sessions/exclude";
import { listFilteredSessions } from "@/lib/sessions/list";
import type { ListFilter } from "@/lib/sessions/list-filter";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { importPlanned } from "@/lib/testing/dreams";

describe("working on sessions in the list", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
    await importPlanned(test.ctxFor("operator"), "Rebooking", 12);
  });
  afterAll(() => test.close());

  const list = async (filter: ListFilter) =>
    (await listFilteredSessions(test.ctxFor("viewer"), filter, { sort: { key: "occurred", isDescending: true }, limit: 100, cursor: null }))
      .items;
  const actions = async (action: string) => (await listAuditEntries(test.ctxFor("admin"), { action, limit: 50 })).items.length;

  it("takes a person's word over the file's, marks the disagreement, and takes it back", async () => {
    const ctx = test.ctxFor("reviewer");
    const [one] = await list({ outcome: "not_met" });
    const ids = [one?.id as SessionId];
    test.clock.advance(1000);
    expect(await markOutcomes(ctx, { session_ids: ids, verdict: "met", note: "The receipt came" })).toEqual({ marked: 1 });
    const [marked] = await list({ ids });
    expect(marked).toMatchObject({ outcomeSuccess: true, outcomeSource: "human", isDisputed: true });
    expect((await list({ outcome: "disputed" })).map(({ id }) => id)).toEqual(ids);
    expect((await listOutcomeReports(ctx, ids[0] as SessionId))[0]).toMatchObject({
      source: "human",
      explanation: "The receipt came",
      evaluator: "Test reviewer",
    });
    test.clock.advance(1000);
    await markOutcomes(ctx, { session_ids: ids, verdict: "withdrawn" });
    expect((await list({ ids }))[0]).toMatchObject({ outcomeSuccess: false, outcomeSource: "external", isDisputed: false });
    expect(await actions("outcome.mark")).toBe(2);
  });

  it("leaves excluded sessions out and lets them in again", async () => {
    const ctx = test.ctxFor("operator");
    const ids = (await list({})).slice(0, 3).map(({ id }) => id);
    expect((await excludeFromDreams(ctx, ids)).changed).toHaveLength(3);
    expect((await excludeFromDreams(ctx, ids)).changed).toHaveLength(0);
    expect(await list({ isExcluded: true })).toHaveLength(3);
    expect((await includeInDreams(ctx, ids)).changed).toHaveLength(3);
    expect(await list({ isExcluded: true })).toHaveLength(0);
    expect(await actions("session.exclude")).toBe(1);
  });

  it("refuses too low a role and another workspace's sessions", async () => {
    const ids = (await list({})).map(({ id }) => id);
    await expect(markOutcomes(test.ctxFor("viewer"), { session_ids: ids, verdict: "met" })).rejects.toThrow("reviewer");
    await expect(excludeFromDreams(test.ctxFor("reviewer"), ids)).rejects.toThrow("operator");
    const other = await test.addWorkspace("Other");
    await expect(markOutcomes(test.ctxFor("admin", other), { session_ids: ids, verdict: "met" })).rejects.toThrow("None of these");
    await expect(excludeFromDreams(test.ctxFor("admin", other), ids)).rejects.toThrow("None of these");
    await expect(markOutcomes(test.ctxFor("admin"), { session_ids: [newId("session")], verdict: "met" })).rejects.toThrow("None of these");
    const [row] = await inWorkspace(test.ctxFor("admin"), (tx) =>
      tx.execute<{ n: number }>(sql`select count(*)::int as n from sessions where outcome_source = 'human'`),
    );
    expect(row?.n).toBe(0);
  });

  it("keeps views: one's own for oneself, shared ones for everybody", async () => {
    const viewer = test.ctxFor("viewer");
    const reviewer = test.ctxFor("reviewer");
    const mine = await saveView(viewer, { screen: "sessions", name: "Failed", query: "outcome=not_met&page=abc", is_shared: false });
    await expect(saveView(viewer, { screen: "sessions", name: "failed", query: "", is_shared: false })).rejects.toThrow("already");
    await expect(saveView(viewer, { screen: "sessions", name: "All see", query: "", is_shared: true })).rejects.toThrow("reviewer");
    const shared = await saveView(reviewer, { screen: "sessions", name: "Triage", query: "sort=-errors", is_shared: true });
    expect(await listSavedViews(viewer, "sessions")).toMatchObject([
      { name: "Failed", query: "outcome=not_met", isMine: true },
      { name: "Triage", isShared: true, isMine: false, createdByName: "Test reviewer" },
    ]);
    expect((await listSavedViews(reviewer, "sessions")).map(({ name }) => name)).toEqual(["Triage"]);
    expect(await listSavedViews(viewer, "dreams")).toEqual([]);
    const other = await test.addWorkspace("Third");
    expect(await listSavedViews(test.ctxFor("viewer", other), "sessions")).toEqual([]);
    await expect(deleteView(test.ctxFor("admin", other), { view_id: shared.id })).rejects.toThrow("no such view");
    await expect(deleteView(viewer, { view_id: shared.id })).rejects.toThrow("author or an admin");
    await expect(deleteView(reviewer, { view_id: mine.id })).rejects.toThrow("no such view");
    await deleteView(test.ctxFor("admin"), { view_id: shared.id });
    await deleteView(viewer, { view_id: mine.id });
    expect(await actions("view.delete")).toBe(2);
  });
});
