import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DreamView } from "@/lib/dreaming/types";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";
import { noteText, writeMemories } from "@/lib/testing/memories";

describe("/v1/dreams/{id}/changes", () => {
  let api: ApiFixture;
  let dream: DreamView;
  let path: string;
  let changes: Record<string, unknown>[];
  beforeAll(async () => {
    api = await createApiFixture();
    const agentId = await importPlanned(api.ctxFor("operator"), "Booker", 80);
    dream = await dreamInProcess(api.ctxFor("operator"), agentId);
    path = `/v1/dreams/${dream.id}`;
    changes = (await api.expectCall(200, "GET", `${path}/changes`)).data ?? [];
  });
  afterAll(() => api?.close());

  const decide = (index: number, body: Record<string, unknown>, status = 200) =>
    api.expectCall(status, "POST", `${path}/changes/${changes[index]?.id}/decision`, { body });

  it("answers each change with its figures, evidence, checks and decision", () => {
    expect(changes.length).toBeGreaterThanOrEqual(2);
    for (const change of changes) {
      expect(change).toMatchObject({
        id: expect.stringMatching(/^chg_/),
        type: "dream_change",
        dream_id: dream.id,
        action: "add",
        before: null,
        after: expect.stringContaining("---"),
        memory_id: null,
        stats: { support: expect.any(Number), claim: expect.stringMatching(/effect|observation/), n_with: expect.any(Number) },
        decision: { status: "pending", by: null, at: null, reason: null, reason_code: null },
        published_revision: null,
        also_proposed_by: [],
      });
      expect(change.evidence).toContainEqual(
        expect.objectContaining({ session_id: expect.stringMatching(/^sesn_/), quote: expect.any(String), polarity: "supports" }),
      );
      expect((change.checks as { name: string }[]).map((check) => check.name)).toContain("evidence");
    }
  });

  it("pages changes, and all evidence of one, each once", async () => {
    const first = await api.expectCall(200, "GET", `${path}/changes?limit=1`);
    const second = await api.expectCall(200, "GET", `${path}/changes?limit=1&page=${first.next_page}`);
    expect([first.data?.[0]?.id, second.data?.[0]?.id]).toEqual([changes[0]?.id, changes[1]?.id]);
    const evidence: Record<string, unknown>[] = [];
    for (let page = ""; ; ) {
      const { data, next_page } = await api.expectCall(200, "GET", `${path}/changes/${changes[0]?.id}/evidence?limit=7${page}`);
      evidence.push(...(data ?? []));
      if (next_page === null) break;
      page = `&page=${next_page}`;
    }
    const supporting = evidence.filter((one) => one.polarity === "supports");
    expect(new Set(supporting.map((one) => one.session_id)).size).toBe(supporting.length);
    expect(supporting).toHaveLength((changes[0]?.stats as { support?: number } | undefined)?.support ?? Number.NaN);
    const one = await api.expectCall(200, "GET", `${path}/changes/${changes[0]?.id}/evidence?session_id=${evidence[0]?.session_id}`);
    expect(one.data).toContainEqual(evidence[0]);
  });

  it("approves, edits, rejects and takes back", async () => {
    const { key } = await api.makeKey({ scopes: ["review"] });
    const url = `${path}/changes/${changes[0]?.id}/decision`;
    expect(await api.expectCall(200, "POST", url, { key, body: { decision: "approve", reason: "fine" } })).toMatchObject({
      decision: { status: "approved", by: { type: "api_key", name: "test key" }, at: "2026-11-22T12:00:00.000Z", reason: "fine" },
    });
    const taken = await api.call("POST", url, { body: { decision: "reject", reason_code: "wrong" } });
    expect([taken.status, taken.body.error]).toEqual([
      409,
      expect.objectContaining({ type: "invalid_request_error", details: expect.objectContaining({ error_code: "already_decided" }) }),
    ]);
    expect(await decide(0, { decision: "undo" })).toMatchObject({ decision: { status: "pending", by: null } });
    expect(await decide(0, { decision: "reject", reason_code: "wrong" })).toMatchObject({
      decision: { status: "rejected", reason_code: "wrong" },
    });
    await decide(0, { decision: "undo" });
    const edited = String(changes[0]?.after).replace(/title: .*/, "title: Edited by hand");
    expect(await decide(0, { decision: "edit", content: edited, reason: "clearer" })).toMatchObject({
      edited_content: edited,
      decision: { status: "edited" },
    });
  });

  it("names what is wrong with a decision", async () => {
    const said = async (body: Record<string, unknown>) => ((await decide(1, body, 400)).error as { message: string }).message;
    expect(await said({})).toMatch(/^decision: /);
    expect(await said({ decision: "maybe" })).toMatch(/^decision: /);
    expect(await said({ decision: "edit" })).toBe("content: Give the edited content.");
    expect(await said({ decision: "reject" })).toMatch(/^reason_code: Say why/);
    expect(await said({ decision: "edit", content: "no front matter" })).toMatch(/front matter/);
    expect(await said({ decision: "approve", comment: "x" })).toBe("comment: unknown field.");
    const { key } = await api.makeKey({ scopes: ["read", "dreams"] });
    await api.expectCall(403, "POST", `${path}/changes/${changes[1]?.id}/decision`, { key, body: { decision: "approve" } });
    await api.expectCall(404, "POST", `${path}/changes/chg_01kb2c3d4e5f6g7h8j9kmnpqrs/decision`, { body: { decision: "approve" } });
  });

  it("refuses to publish onto a store that moved, naming every conflict, and publishes nothing", async () => {
    await decide(1, { decision: "approve", reason: "fine" });
    const store = `/v1/memory_stores/${dream.storeId}`;
    const taken = changes.slice(0, 2).map((change) => String(change.path));
    await writeMemories(api.ctxFor("reviewer"), dream.storeId, Object.fromEntries(taken.map((at) => [at, noteText("In the way")])));
    const { status, headers, body } = await api.call("POST", `${path}/publish`);
    expect([status, headers.get("x-should-retry")]).toEqual([409, "false"]);
    expect(body.error).toMatchObject({
      type: "invalid_request_error",
      details: {
        error_code: "publish_conflict",
        conflicts: taken.map((at, index) => ({
          change_id: changes[index]?.id,
          path: at,
          reason: "path_taken",
          base: null,
          ours: noteText("In the way"),
          theirs: expect.any(String),
        })),
      },
    });
    await api.expectCall(200, "POST", `${store}/rollback`, { body: { to_revision: 0 } });
    expect((await api.expectCall(200, "GET", `${store}/revisions`)).data).toHaveLength(2);
  });

  it("publishes what was approved as one revision, once, and its learnings can be read", async () => {
    const revision = await api.expectCall(200, "POST", `${path}/publish`, { body: { message: "first lessons" } });
    expect(revision).toMatchObject({
      type: "store_revision",
      number: 3,
      kind: "publish",
      message: "first lessons",
      dream_id: dream.id,
      changes: { created: 2, modified: 0, deleted: 0 },
    });
    const { error } = await api.expectCall(400, "POST", `${path}/publish`);
    expect(error).toMatchObject({ details: { error_code: "nothing_approved" } });
    const learnings = (await api.expectCall(200, "GET", `/v1/learnings?agent_id=${dream.agentId}&status=published`)).data ?? [];
    expect(learnings).toHaveLength(2);
    const learning = await api.expectCall(200, "GET", `/v1/learnings/${learnings[0]?.id}`);
    expect(learning).toMatchObject({ origin: "dream", dream_id: dream.id, stats: { n_with: expect.any(Number) } });
    expect((learning.evidence as unknown[]).length).toBeGreaterThan(0);
    expect(await api.expectCall(200, "GET", path)).toMatchObject({ published_revision: 3, decisions: { published: 2 } });
    const late = await decide(1, { decision: "undo" }, 409);
    expect(late.error).toMatchObject({ details: { error_code: "already_published" } });
  });
});
