import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent, updateAgent } from "@/lib/agents/commands";
import type { AgentView } from "@/lib/agents/types";
import { asSystem } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { MemoryId } from "@/lib/ids";
import { updateMemory } from "@/lib/learnings/commands";
import { pinLearning, retireLearning } from "@/lib/learnings/lifecycle";
import { askForContext, contextForSession } from "@/lib/retrieval/commands";
import type { ContextInput } from "@/lib/retrieval/inputs";
import { countExposures, listLearningExposures, listSessionExposures } from "@/lib/retrieval/queries";
import { estimateTokens } from "@/lib/retrieval/tokens";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { writeMemories } from "@/lib/testing/memories";
import { importSession } from "@/lib/testing/past-session";

const playbook = (title: string, extra = "", body = "") =>
  `---\nkind: playbook\ntitle: ${title}\ntrigger:\n  tools: [book_flight]\nsteps:\n  - do: Look it up first.\n${extra}---\n${body}`;

describe("context for a session", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());

  const operator = () => test.ctxFor("operator");
  const newAgent = (share = 0, part: Partial<Parameters<typeof createAgent>[1]> = {}) =>
    createAgent(operator(), { name: "Desk", model: { id: "m1" }, dreaming: { holdout_share: share }, ...part });
  const write = (agent: AgentView, texts: Record<string, string>) => writeMemories(test.ctxFor("reviewer"), agent.learningsStoreId, texts);
  const ask = (agent: AgentView, part: Partial<ContextInput> = {}) =>
    askForContext(operator(), agent.id, { task: "Book a flight", tools: ["book_flight"], explain: true, ...part });
  const setColumns = (id: MemoryId, columns: ReturnType<typeof sql>) =>
    inWorkspace(asSystem(operator(), "test"), (tx) => tx.execute(sql`update learnings set ${columns} where memory_id = ${id}`));
  const recorded = () =>
    inWorkspace(operator(), async (tx) => {
      const [row] = await tx.execute<{ records: number; items: number; answers: number }>(sql`
        select (select count(*)::int from exposures) as records, (select count(*)::int from exposure_items) as items,
          (select count(*)::int from exposure_answers) as answers`);
      return row;
    });
  const reasons = (answer: Awaited<ReturnType<typeof ask>>) =>
    Object.fromEntries((answer.leftOut ?? []).map((one) => [one.path.split("/").pop(), one.reason]));

  it("gives what applies, and says of each other learning why not", async () => {
    const agent = await newAgent(0, { wall_key: "client" });
    const [match, , held, quarantined, retired] = await write(agent, {
      "/playbooks/match.md": playbook("Match"),
      "/playbooks/other.md": playbook("Other").replace("book_flight", "send_mail"),
      "/playbooks/held.md": playbook("Held"),
      "/playbooks/quarantined.md": playbook("Quarantined"),
      "/playbooks/retired.md": playbook("Retired"),
      "/playbooks/expired.md": playbook("Expired", "expires_at: 2026-11-22T11:59:59Z\n"),
      "/playbooks/tomorrow.md": playbook("Tomorrow", "expires_at: 2026-11-23T00:00:00Z\n"),
      "/playbooks/walled.md": playbook("Walled", "applies_to: {client: acme}\n"),
      "/notes/always.md": "---\nkind: note\ntitle: Always\n---\nA note without a trigger.\n",
    });
    if (!match || !held || !quarantined || !retired) throw new Error("not written");
    await setColumns(held, sql`status = 'held'`);
    await setColumns(quarantined, sql`status = 'quarantined'`);
    await retireLearning(test.ctxFor("reviewer"), retired, { reason: "Stale" });
    const answer = await ask(agent);
    expect(answer.learnings.map((one) => one.path).sort()).toEqual(["/notes/always.md", "/playbooks/match.md", "/playbooks/tomorrow.md"]);
    expect(reasons(answer)).toEqual({
      "other.md": "no_match",
      "held.md": "status",
      "quarantined.md": "status",
      "expired.md": "expired",
      "walled.md": "wall",
    });
    expect(answer.learnings.find((one) => one.id === match)?.why).toContainEqual({ part: "tool", detail: "book_flight", points: 2 });
    expect(answer.tokens).toBe(estimateTokens(answer.text));
    expect(answer.exposureId).toBeNull();
    for (const hidden of ["Held", "Quarantined", "Retired", "Expired", "Walled", "Other"]) expect(answer.text).not.toContain(hidden);
  });

  it("keeps a wall: only the session's own value opens it, whatever the asker says, and the other value is not told", async () => {
    const agent = await newAgent(0, { wall_key: "client" });
    await write(agent, { "/playbooks/acme.md": playbook("Acme's way", "applies_to: {client: acme}\n") });
    expect((await ask(agent, { metadata: { client: "acme" } })).learnings).toHaveLength(1);
    const others: Record<string, string>[] = [{}, { client: "Acme" }, { client: "globex" }, { other: "acme" }];
    for (const metadata of others) {
      const answer = await ask(agent, { metadata });
      expect(answer.learnings).toEqual([]);
      expect(answer.text).toBe("");
      expect(JSON.stringify(answer.leftOut?.map((one) => one.why))).not.toContain("acme");
    }
    const sessionId = await importSession(operator(), agent.id, { externalId: "g1", metadata: { client: "globex" } });
    for (const session_id of [sessionId, "g1"])
      expect((await ask(agent, { session_id, metadata: { client: "acme" } })).learnings).toEqual([]);
    const loop = { agentId: agent.id, sessionId, task: "x", tools: ["book_flight"], metadata: { client: "acme" }, modelId: "m1" };
    expect((await contextForSession(operator(), loop)).text).toBeNull();
  });

  it("shows another agent's or workspace's learnings to nobody", async () => {
    const agent = await newAgent();
    await write(agent, { "/playbooks/a.md": playbook("A") });
    expect((await ask(await newAgent())).learnings).toEqual([]);
    const elsewhere = test.ctxFor("admin", await test.addWorkspace("Elsewhere"));
    await expect(askForContext(elsewhere, agent.id, { task: "x" })).rejects.toMatchObject({ code: "not_found" });
    const sessionId = await importSession(operator(), agent.id, { externalId: "only-here" });
    const theirs = await createAgent(elsewhere, { name: "Theirs", model: { id: "m" } });
    await expect(askForContext(elsewhere, theirs.id, { task: "x", session_id: sessionId })).rejects.toMatchObject({ code: "not_found" });
  });

  it("stays within the budget and names what did not fit", async () => {
    const agent = await newAgent();
    const texts = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`/playbooks/p${i}.md`, playbook(`P${i}`, "", `${"word ".repeat(60)}\n`)]),
    );
    await write(agent, texts);
    for (const token_budget of [100, 500, 2_000, 20_000]) {
      const answer = await ask(agent, { token_budget });
      expect(answer.tokens).toBeLessThanOrEqual(token_budget);
      expect(answer.learnings.length + (answer.leftOut ?? []).filter((one) => one.reason === "budget").length).toBe(30);
      expect(answer.learnings.length > 0).toBe(token_budget >= 500);
    }
  });

  it("puts pinned learnings first, whatever their trigger, and marks those of other models", async () => {
    const agent = await newAgent();
    const [, pinned] = await write(agent, {
      "/playbooks/a.md": playbook("A"),
      "/playbooks/b.md": playbook("B").replace("book_flight", "nothing_like_it"),
    });
    if (!pinned) throw new Error("not written");
    await pinLearning(operator(), pinned);
    await setColumns(pinned, sql`models_validated = array['m0']`);
    const { learnings, text } = await ask(agent);
    expect(learnings.map((one) => [one.path, one.needsRevalidation])).toEqual([
      ["/playbooks/b.md", true],
      ["/playbooks/a.md", false],
    ]);
    expect(text).toContain("Not checked with the model in use now.");
  });

  it("records nothing without a session, and withholds nothing", async () => {
    const agent = await newAgent(0.5);
    await write(agent, { "/playbooks/a.md": playbook("A") });
    const before = await recorded();
    for (let i = 0; i < 20; i++) expect(await ask(agent)).toMatchObject({ exposureId: null, withheld: [], learnings: [{}] });
    expect(await recorded()).toEqual(before);
  });

  it("answers the same to 20 at once, from one record", async () => {
    const agent = await newAgent(0.5);
    await write(agent, Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`/playbooks/p${i}.md`, playbook(`P${i}`)])));
    const before = await recorded();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(agent, { session_id: "run 1" })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.learnings.length).toBeGreaterThan(0);
    expect(answers[0]?.withheld.length).toBeGreaterThan(0);
    const after = await recorded();
    expect([(after?.records ?? 0) - (before?.records ?? 0), (after?.items ?? 0) - (before?.items ?? 0)]).toEqual([1, 8]);
    expect((after?.answers ?? 0) - (before?.answers ?? 0)).toBe(1);
  });

  it("keeps a session's draws over 20 different questions at once, and over a changed share", async () => {
    const agent = await newAgent(0.5);
    await write(agent, Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`/playbooks/p${i}.md`, playbook(`P${i}`)])));
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(agent, { session_id: "run 2", task: `Task ${i}` })));
    const given = (answer: Awaited<ReturnType<typeof ask>>) => answer.learnings.map((one) => one.id).sort();
    for (const answer of answers) expect(given(answer)).toEqual(given(answers[0] ?? answer));
    await updateAgent(operator(), agent.id, { dreaming: { holdout_share: 0 } });
    expect(given(await ask(agent, { session_id: "run 2", task: "Another" }))).toEqual(given(answers[0] as (typeof answers)[number]));
    expect((await ask(agent, { session_id: "run 3" })).withheld).toEqual([]);
  });

  it("answers a repeated question as before when learnings changed since, but never with what must not be served", async () => {
    const agent = await newAgent();
    const [a, b] = await write(agent, { "/playbooks/a.md": playbook("Old words"), "/playbooks/b.md": playbook("B") });
    if (!a || !b) throw new Error("not written");
    const first = await ask(agent, { session_id: "run 1", explain: false });
    await updateMemory(test.ctxFor("reviewer"), { storeId: agent.learningsStoreId, memoryId: a }, { content: playbook("New words") });
    await write(agent, { "/playbooks/c.md": playbook("C") });
    await setColumns(b, sql`support_sessions = 40, confidence = 0.9, trust = 'tool'`);
    expect(await ask(agent, { session_id: "run 1", explain: false })).toEqual(first);
    const fresh = await ask(agent, { session_id: "run 2" });
    expect(fresh.text).toContain("New words");
    expect(fresh.learnings).toHaveLength(3);
    await setColumns(b, sql`status = 'quarantined'`);
    const again = await ask(agent, { session_id: "run 1" });
    expect(again.learnings.map((one) => one.id)).toEqual([a]);
    expect(again.text).toContain("Old words");
    await setColumns(a, sql`expires_at = '2026-11-22T11:00:00Z'`);
    expect(await ask(agent, { session_id: "run 1" })).toMatchObject({ text: "", learnings: [], exposureId: first.exposureId });
  });

  it("gives one answer under a session's id and under the caller's own, before and after it is imported", async () => {
    const agent = await newAgent(0.5);
    const [memoryId] = await write(agent, { "/playbooks/a.md": playbook("A"), "/playbooks/b.md": playbook("B") });
    if (!memoryId) throw new Error("not written");
    const before = await ask(agent, { session_id: "own-7" });
    expect(await listLearningExposures(operator(), memoryId, 10)).toMatchObject([
      { sessionId: null, sessionKey: "x:own-7", success: null },
    ]);
    const sessionId = await importSession(operator(), agent.id, { externalId: "own-7", success: true });
    expect(await ask(agent, { session_id: sessionId })).toEqual(before);
    expect(await listLearningExposures(operator(), memoryId, 10)).toMatchObject([{ sessionId, success: true }]);
    const shown = await listSessionExposures(operator(), sessionId);
    expect(shown.map((one) => [one.memoryId, one.arm]).sort()).toEqual(
      [...before.learnings.map(({ id }) => [id, "given"]), ...before.withheld.map(({ id }) => [id, "withheld"])].sort(),
    );
    expect(shown[0]).toMatchObject({ holdoutShare: 0.5, exposureId: before.exposureId });
  });

  it("records the version that the session runs with, not the agent's latest", async () => {
    const agent = await newAgent();
    const sessionId = await importSession(operator(), agent.id);
    await updateAgent(operator(), agent.id, { system: "Now kinder." });
    const { exposureId } = await ask(agent, { session_id: sessionId });
    const later = await ask(agent, { session_id: "not here yet" });
    const versions = await inWorkspace(operator(), (tx) =>
      tx.execute<{ id: string; version: number }>(sql`select id, agent_version as version from exposures where agent_id = ${agent.id}`),
    );
    expect(new Map(versions.map((row) => [row.id, row.version]))).toEqual(
      new Map([
        [exposureId, 1],
        [later.exposureId, 2],
      ]),
    );
  });

  it("gives and withholds as often as the holdout says, and counts it", async () => {
    const agent = await newAgent(0.3);
    const ids = await write(agent, Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`/playbooks/p${i}.md`, playbook(`P${i}`)])));
    const n = 200;
    for (let i = 0; i < n; i++) await ask(agent, { session_id: `run ${i}`, explain: false });
    const counts = await countExposures(operator(), ids);
    expect(ids.map((id) => (counts.get(id)?.given ?? 0) + (counts.get(id)?.withheld ?? 0))).toEqual(ids.map(() => n));
    const withheld = ids.reduce((sum, id) => sum + (counts.get(id)?.withheld ?? 0), 0);
    const expected = n * ids.length * 0.3;
    const chiSquare = (withheld - expected) ** 2 / expected + (withheld - expected) ** 2 / (n * ids.length * 0.7);
    // One degree of freedom, one in 100,000.
    expect(chiSquare).toBeLessThan(19.5);
    expect(counts.get(ids[0] as MemoryId)?.lastAt).toEqual(test.clock.now());
  });

  it("serves the agent loop once per session, and again the same", async () => {
    const agent = await newAgent();
    await write(agent, { "/playbooks/a.md": playbook("A") });
    const sessionId = await importSession(operator(), agent.id);
    const ctx = asSystem(operator(), "agent-loop");
    const input = { agentId: agent.id, sessionId, task: "Book a flight", tools: ["book_flight"], metadata: {}, modelId: "m9" };
    const first = await contextForSession(ctx, input);
    expect(first).toMatchObject({ text: expect.stringContaining("> Title: A"), learnings: [{ path: "/playbooks/a.md" }] });
    expect(await contextForSession(ctx, input)).toEqual(first);
    const nothing = await contextForSession(ctx, { ...input, agentId: (await newAgent()).id });
    expect(nothing).toMatchObject({ text: null, learnings: [] });
  });

  it("needs leave to read, and to record", async () => {
    const agent = await newAgent();
    expect((await askForContext(test.ctxFor("viewer"), agent.id, { task: "x" })).exposureId).toBeNull();
    await expect(askForContext(test.ctxFor("viewer"), agent.id, { task: "x", session_id: "s" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      contextForSession(test.ctxFor("viewer"), {
        agentId: agent.id,
        sessionId: await importSession(operator(), agent.id),
        task: "x",
        tools: [],
        metadata: {},
        modelId: "m",
      }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});
