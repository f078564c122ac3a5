import { createReadStream, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseSessions } from "@/lib/interop/parse-sessions";
import type { ImportedEvent, ImportedSession, ImportFormat } from "@/lib/interop/types";

/** Real agent sessions live beside the repository, not in it. */
const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const NAMES = [
  "claude-code",
  "hotpotqa-react",
  "intercode-bash",
  "intercode-ctf",
  "intercode-sql",
  "tau-airline",
  "tau2-airline",
  "tau2-retail",
];
const OPENAI_SAMPLE = path.join(DATA, "formats/openai-chat/tau-bench-gpt-4o-airline.slice.json");
const why = existsSync(DATA) ? "" : " (skipped: the real data is not beside this repository)";

type Counts = { sessions: number; events: number; calls: number; results: number; errors: number; successes: number; labelled: number };
type Line = {
  external_id: string;
  task_id: string;
  trial: number;
  started_at: string | null;
  system_prompt: string | null;
  tools: unknown[] | null;
  agent: { model: string; scaffold: string };
  messages: {
    role: string;
    content: { type: string; is_error?: boolean; text?: string; name?: string; input?: unknown; content?: string }[];
  }[];
  outcome: { label: string | null; reward: number | null; detail: unknown };
};

const nothing = (): Counts => ({ sessions: 0, events: 0, calls: 0, results: 0, errors: 0, successes: 0, labelled: 0 });

/** The test's own reader: the raw JSON, none of the code under test. */
function readLines(name: string): Line[] {
  const text = gunzipSync(readFileSync(path.join(DATA, name, "sessions.jsonl.gz"))).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function countLines(lines: readonly Line[]): Counts {
  const counts = nothing();
  for (const line of lines) {
    counts.sessions++;
    counts.successes += Number(line.outcome.label === "success");
    counts.labelled += Number(line.outcome.label !== null);
    for (const block of line.messages.flatMap((message) => message.content)) {
      counts.events++;
      counts.calls += Number(block.type === "tool_use");
      counts.results += Number(block.type === "tool_result");
      counts.errors += Number(block.is_error === true);
    }
  }
  return counts;
}

function countSessions(sessions: readonly ImportedSession[]): Counts {
  const counts = nothing();
  for (const session of sessions) {
    counts.sessions++;
    counts.successes += Number(session.outcome?.success === true);
    counts.labelled += Number(typeof session.outcome?.success === "boolean");
    for (const event of session.events) {
      counts.events++;
      counts.calls += Number(event.type === "agent.custom_tool_use");
      counts.results += Number(event.type === "user.custom_tool_result");
      counts.errors += Number(event.payload.is_error === true);
    }
  }
  return counts;
}

async function parseFile(file: string, format: ImportFormat = "auto"): Promise<ImportedSession[]> {
  const sessions: ImportedSession[] = [];
  for await (const item of parseSessions(createReadStream(file), format)) {
    if (!item.ok) throw new Error(`line ${item.problem.line}: ${item.problem.message}`);
    sessions.push(item.session);
  }
  return sessions;
}

/** The rows of the README's table of counts: set, sessions, tasks, events, calls, errors, success. */
function readmeTable(): Map<string, string[]> {
  const rows = readFileSync(path.join(DATA, "README.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows.filter((cells) => NAMES.includes(cells[1] ?? "") && /^\d+$/.test(cells[3] ?? "")).map((cells) => [cells[1] ?? "", cells.slice(2)]),
  );
}

/** What Postgres refuses, replaced by other means than those under test. */
function stored<T>(value: T): T {
  if (typeof value === "string") return Buffer.from(value.split("\u0000").join("\u2400")).toString() as T;
  if (typeof value !== "object" || value === null) return value;
  const copy: unknown = Array.isArray(value)
    ? value.map(stored)
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, stored(one)]));
  return copy as T;
}

/** What an event says, in the raw format's terms. */
function gist(event: ImportedEvent): unknown[] {
  const content = event.payload.content;
  const texts = Array.isArray(content) ? content.map((part: { text: string }) => part.text) : null;
  return [event.type, texts, event.payload.name ?? null, event.payload.input ?? null, event.payload.is_error ?? null];
}

const TYPES: Record<string, string> = {
  "user text": "user.message",
  "assistant text": "agent.message",
  "assistant tool_use": "agent.custom_tool_use",
  "user tool_result": "user.custom_tool_result",
};

describe.skipIf(why !== "")(`the real sessions${why}`, () => {
  it.each(NAMES)("reads every session, event, call, result, error and label of %s", async (name) => {
    const lines = readLines(name);
    const sessions = await parseFile(path.join(DATA, name, "sessions.jsonl.gz"));
    const counts = countSessions(sessions);
    expect(counts).toEqual(countLines(lines));

    const [readmeSessions, tasks, events, calls, errors, success] = readmeTable().get(name) ?? [];
    expect([counts.sessions, counts.events, counts.calls, counts.errors].map(String)).toEqual([readmeSessions, events, calls, errors]);
    expect(new Set(sessions.map((session) => session.taskKey)).size).toBe(Number(tasks));
    expect(counts.labelled === 0 ? "no labels" : String(counts.successes)).toBe(success?.split(" (")[0]);
    expect(counts.results).toBe(counts.calls);
  });

  it.each(NAMES)("keeps each block of %s word for word, in order", async (name) => {
    const lines = readLines(name);
    const sessions = await parseFile(path.join(DATA, name, "sessions.jsonl.gz"), "reverie");
    for (const [i, line] of lines.entries()) {
      const session = sessions[i];
      const blocks = line.messages.flatMap((message) => message.content.map((block) => ({ role: message.role, block })));
      expect(session?.events.map(gist)).toEqual(
        blocks.map(({ role, block: raw }) => {
          const block = stored(raw);
          return [
            TYPES[`${role} ${block.type}`],
            block.type === "tool_use" ? null : [block.text ?? block.content],
            block.name ?? null,
            block.input ?? null,
            block.type === "tool_result" ? block.is_error === true : null,
          ];
        }),
      );
      expect(session).toMatchObject({
        line: i + 1,
        externalId: line.external_id,
        taskKey: line.task_id,
        model: line.agent.model,
        variant: line.agent.scaffold,
        userKey: null,
        startedAt: line.started_at,
        systemPrompt: line.system_prompt,
        tools: line.tools,
      });
      expect(session?.outcome?.score).toBe(line.outcome.reward);
      expect(session?.outcome?.detail).toEqual(line.outcome.detail);
    }
  });

  it("has 2,799 sessions in all, tells them apart by content where they differ, and leaves nothing out", async () => {
    const all = (await Promise.all(NAMES.map((name) => parseFile(path.join(DATA, name, "sessions.jsonl.gz"))))).flat();
    expect(all).toHaveLength(2799);
    // Three runs stand in their log twice, under two verdicts: those share a hash and differ by external id.
    const contents = NAMES.flatMap((name) => readLines(name)).map((line) =>
      JSON.stringify([line.system_prompt, line.tools, line.messages, line.task_id, line.trial, line.agent, line.started_at]),
    );
    expect(new Set(all.map((session) => session.contentHash)).size).toBe(new Set(contents).size);
    expect(new Set(contents).size).toBe(2796);
    expect(new Set(all.map((session) => session.externalId)).size).toBe(2799);
    expect(all.filter((session) => "reverie.not_imported" in session.metadata || "reverie.numbers_as_text" in session.metadata)).toEqual(
      [],
    );
    // Each result is tied to a call of its own session that comes before it.
    for (const session of all) {
      const calls = new Set<string | null>();
      for (const event of session.events) {
        if (event.type === "agent.custom_tool_use") calls.add(event.callRef);
        if (event.type === "user.custom_tool_result") expect(calls.delete(event.callRef)).toBe(true);
      }
    }
  });

  it("reads the OpenAI chat sample as the same sessions as the converted set has", async () => {
    const raw: { task_id: number; trial: number; reward: number; traj: unknown[] }[] = JSON.parse(readFileSync(OPENAI_SAMPLE, "utf8"));
    const sample = await parseFile(OPENAI_SAMPLE);
    const converted = await parseFile(path.join(DATA, "tau-airline/sessions.jsonl.gz"));
    expect(sample).toHaveLength(6);
    for (const [i, session] of sample.entries()) {
      const source = raw[i];
      expect(session).toMatchObject({
        line: i + 1,
        externalId: `${source?.task_id}-${source?.trial}`,
        taskKey: String(source?.task_id),
        outcome: { success: source?.reward === 1, score: source?.reward },
        userKey: null,
      });
      const twin = converted.find((one) => one.externalId === `tau1-airline-t${source?.task_id}-r${source?.trial}`);
      expect(twin, "the same run in the converted set").toBeDefined();
      expect(session.events.map(gist)).toEqual(twin?.events.map(gist));
      expect(session.systemPrompt).toBe(twin?.systemPrompt);
      expect({ ...countSessions([session]) }).toEqual({ ...countSessions(twin === undefined ? [] : [twin]) });
    }
  });

  it("imports nothing of the OpenAI sample's answer sheet", async () => {
    const raw: { info: { task: { instruction: string; user_id: string }; reward_info: { info: Record<string, unknown> } } }[] = JSON.parse(
      readFileSync(OPENAI_SAMPLE, "utf8"),
    );
    for (const [i, session] of (await parseFile(OPENAI_SAMPLE)).entries()) {
      const { events: _said, systemPrompt: _prompt, ...around } = session;
      const kept = JSON.stringify(around);
      const info = raw[i]?.info;
      for (const gold of ["actions", "kwargs", "instruction", "outputs", "gt_data_hash", info?.task.user_id ?? "?"]) {
        expect(kept.replaceAll("r_actions", "").replaceAll("r_outputs", "")).not.toContain(gold);
      }
      expect(JSON.stringify(session)).not.toContain(info?.task.instruction.slice(0, 60));
    }
  });
});
