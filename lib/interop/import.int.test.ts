import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId } from "@/lib/ids";
import { failStalledImport, runImport, startImport } from "@/lib/interop/commands";
import type { ImportView } from "@/lib/interop/types";
import { listEvents, listSessions } from "@/lib/sessions/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

const DATA = path.resolve("../shared/data");
const SETS = [
  "claude-code",
  "hotpotqa-react",
  "intercode-bash",
  "intercode-ctf",
  "intercode-sql",
  "tau-airline",
  "tau2-airline",
  "tau2-retail",
];

async function* chunksOf(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function importBytes(ctx: Ctx, agentName: string, bytes: Uint8Array): Promise<ImportView> {
  const input = { agent_name: agentName, format: "auto" as const };
  return startImport(ctx, input, "test.jsonl").then((started) =>
    runImport(ctx, started, input, { chunks: chunksOf(bytes), fileName: "test.jsonl" }),
  );
}

function line(externalId: string, extra: Record<string, unknown> = {}): string {
  return JSON.stringify({
    external_id: externalId,
    task_id: "t1",
    agent: { model: "model-a", scaffold: "s", user: "human" },
    started_at: "2026-11-01T10:00:00Z",
    system_prompt: "Be kind.",
    tools: null,
    messages: [
      { role: "user", content: [{ type: "text", text: "Please look this up" }] },
      { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "look_up", input: { key: "k" } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: "Error: no such key", is_error: true }] },
      { role: "assistant", content: [{ type: "text", text: "There is none." }] },
    ],
    outcome: { label: "failure", reward: 0, detail: { why: "planted" } },
    ...extra,
  });
}

const bytesOf = (...lines: string[]) => new TextEncoder().encode(`${lines.join("\n")}\n`);

describe("importing sessions", () => {
  let test: TestWorkspace;
  let ctx: Ctx;
  beforeAll(async () => {
    test = await createTestWorkspace();
    ctx = test.ctxFor("operator");
  });
  afterAll(() => test?.close());

  it("stores sessions with their events, ties results to calls and records the outcome as an external report", async () => {
    const done = await importBytes(ctx, "First", bytesOf(line("a"), line("b", { outcome: { label: "success", reward: 1, detail: {} } })));
    expect(done).toMatchObject({ status: "completed", received: 2, imported: 2, duplicates: 0, rejected: 0, failure: null });
    const { items } = await listSessions(ctx, { agentId: done.agentId as AgentId, externalId: "a", limit: 10 });
    expect(items[0]).toMatchObject({
      status: "terminated",
      source: "import",
      callCount: 1,
      errorCount: 1,
      turnCount: 1,
      eventCount: 4,
      outcomeSuccess: false,
      outcomeSource: "external",
    });
    expect(items[0]?.startedAt?.toISOString()).toBe("2026-11-01T10:00:00.000Z");
    const events = (await listEvents(ctx, { sessionId: items[0]?.id as never, limit: 100 })).items;
    expect(events.map((event) => event.type)).toEqual([
      "user.message",
      "agent.custom_tool_use",
      "user.custom_tool_result",
      "agent.message",
    ]);
    expect(events[2]?.payload).toMatchObject({ custom_tool_use_id: events[1]?.id, is_error: true });
    const reports = await inWorkspace(ctx, (tx) =>
      tx.execute(sql`select source, evaluator, success, score from outcome_reports order by success`),
    );
    expect([...reports]).toEqual([
      { source: "external", evaluator: "import", success: false, score: 0 },
      { source: "external", evaluator: "import", success: true, score: 1 },
    ]);
  });

  it("counts what it knows as duplicates, per agent", async () => {
    expect(await importBytes(ctx, "First", bytesOf(line("a"), line("c"), line("c")))).toMatchObject({
      received: 3,
      imported: 1,
      duplicates: 2,
    });
    expect(await importBytes(ctx, "Second", bytesOf(line("a")))).toMatchObject({ imported: 1, duplicates: 0 });
  });

  it("imports the rest of a file with broken lines and names each of them", async () => {
    const done = await importBytes(
      ctx,
      "Broken",
      bytesOf(
        line("1"),
        "{not json",
        line("2"),
        line("3", { messages: [{ role: "robot", content: [] }] }),
        '{"external_id":"x"',
        line("4"),
      ),
    );
    expect(done).toMatchObject({ status: "completed", received: 6, imported: 3, rejected: 3 });
    expect(done.errors.map((error) => error.line)).toEqual([2, 4, 5]);
  });

  it("gives an agent it makes the most frequent model of the whole file", async () => {
    const other = (id: string) => line(id, { agent: { model: "model-b", scaffold: "s", user: "human" } });
    const lines = [...Array.from({ length: 120 }, (_, i) => line(`m${i}`)), ...Array.from({ length: 130 }, (_, i) => other(`n${i}`))];
    const done = await importBytes(ctx, "Mixed", bytesOf(...lines));
    expect((await getAgent(ctx, done.agentId as AgentId)).config.model.id).toBe("model-b");
  });

  it("makes one agent when two imports name it at once", async () => {
    const both = await Promise.all([importBytes(ctx, "Twin", bytesOf(line("p"))), importBytes(ctx, "Twin", bytesOf(line("q")))]);
    expect(both[0]?.agentId).toBe(both[1]?.agentId);
    const same = await Promise.all([importBytes(ctx, "Twin", bytesOf(line("z"))), importBytes(ctx, "Twin", bytesOf(line("z")))]);
    expect(same.map((one) => one.imported).sort()).toEqual([0, 1]);
  });

  it("keeps what arrived when the upload is cut, ends as failed and goes on when sent again", async () => {
    const lines = Array.from({ length: 150 }, (_, i) => line(`cut${i}`));
    const input = { agent_name: "Cut", format: "auto" as const };
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield bytesOf(...lines.slice(0, 120));
      throw new Error("socket hang up");
    }
    const failed = await runImport(ctx, await startImport(ctx, input, null), input, { chunks: cut(), fileName: null });
    expect(failed).toMatchObject({ status: "failed", imported: 120 });
    expect(failed.failure).toMatch(/cut|ended|stopped/i);
    expect(await importBytes(ctx, "Cut", bytesOf(...lines))).toMatchObject({ status: "completed", imported: 30, duplicates: 120 });
  });

  it("ends an import whose process died, and no other", async () => {
    const started = await startImport(ctx, { agent_name: "Stalled", format: "auto" }, null);
    const system = test.ctxOf({ type: "system", name: "sweep" });
    await failStalledImport(system, started.id, new Date(test.clock.now().getTime() - 1));
    test.clock.advance(180_000);
    await failStalledImport(system, started.id, new Date(test.clock.now().getTime() - 120_000));
    const rows = await inWorkspace(ctx, (tx) => tx.execute(sql`select status, failure from imports where id = ${started.id}`));
    expect(rows[0]).toMatchObject({ status: "failed", failure: expect.stringContaining("Send it again") });
  });

  it("needs the operator role and stays in its workspace", async () => {
    await expect(startImport(test.ctxFor("reviewer"), { agent_name: "No", format: "auto" }, null)).rejects.toMatchObject({
      code: "forbidden",
    });
    const other = await test.addWorkspace("Other");
    expect((await listSessions(test.ctxFor("admin", other), { limit: 10 })).items).toEqual([]);
  });
});

describe.skipIf(!fs.existsSync(DATA))("the eight real sets (skipped: ../shared/data is not beside this checkout)", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());

  /** Counted straight from the file, without our parsers. */
  function countIn(file: Buffer) {
    const blocks = { sessions: 0, events: 0, calls: 0, results: 0, errors: 0 };
    for (const text of gunzipSync(file).toString("utf8").split("\n")) {
      if (!text) continue;
      blocks.sessions += 1;
      for (const message of (JSON.parse(text) as { messages: { content: { type: string; is_error?: boolean }[] }[] }).messages) {
        for (const block of message.content) {
          blocks.events += 1;
          if (block.type === "tool_use") blocks.calls += 1;
          if (block.type === "tool_result") blocks.results += 1;
          if (block.is_error) blocks.errors += 1;
        }
      }
    }
    return blocks;
  }

  it.each(SETS)("stores every session, call, result and error of %s, and adds none when sent again", async (set) => {
    const ctx = test.ctxFor("operator");
    const file = fs.readFileSync(path.join(DATA, set, "sessions.jsonl.gz"));
    const expected = countIn(file);
    const done = await importBytes(ctx, set, file);
    expect(done).toMatchObject({
      status: "completed",
      received: expected.sessions,
      imported: expected.sessions,
      duplicates: 0,
      rejected: 0,
      errors: [],
    });
    const [stored] = await inWorkspace(ctx, (tx) =>
      tx.execute(sql`
        select count(distinct s.id)::int as sessions, count(*)::int as events,
          count(*) filter (where e.type = 'agent.custom_tool_use')::int as calls,
          count(*) filter (where e.type = 'user.custom_tool_result')::int as results,
          count(*) filter (where (e.payload ->> 'is_error')::boolean)::int as errors
        from sessions s join session_events e on e.workspace_id = s.workspace_id and e.session_id = s.id where s.agent_id = ${done.agentId}`),
    );
    expect(stored).toEqual(expected);
    expect(await importBytes(ctx, set, file)).toMatchObject({ imported: 0, duplicates: expected.sessions });
  });

  it("holds 2,799 sessions in the end", async () => {
    const [row] = await inWorkspace(test.ctxFor("viewer"), (tx) => tx.execute(sql`select count(*)::int as n from sessions`));
    expect(row).toEqual({ n: 2799 });
  });
});
