/** A session's tools run where the operator wants them: web, worker, the model's fake and the official SDK's worker, each for itself. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type Anthropic from "@anthropic-ai/sdk";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { systemClock } from "@/lib/clock";
import { type EnvironmentWorkerProcess, startEnvironmentWorker } from "@/lib/testing/environment-worker-process";
import { say, sequence } from "@/lib/testing/fake-model/scripts";
import { startFakeModel } from "@/lib/testing/fake-model/server";
import type { FakeModel } from "@/lib/testing/fake-model/types";
import { type ServedApi, serveApi } from "@/lib/testing/served-api";
import { startWorkerProcess, type WorkerProcess } from "@/lib/testing/worker-process";

type Event = Anthropic.Beta.Sessions.BetaManagedAgentsSessionEvent;

let api: ServedApi;
let fake: FakeModel;
let worker: WorkerProcess;
let client: Anthropic;
let workdir: string;
let environment_id: string;
let environmentKey: string;
const environmentWorkers: EnvironmentWorkerProcess[] = [];

beforeAll(async () => {
  api = await serveApi({ clock: systemClock });
  fake = await startFakeModel();
  worker = await startWorkerProcess(api.appUrl, { modelUrl: fake.url });
  client = api.client();
  workdir = mkdtempSync(path.join(os.tmpdir(), "reverie-environment-"));
  environment_id = (await client.beta.environments.create({ name: "Container" })).id;
  environmentKey = String((await api.expectCall(200, "POST", `/v1/environments/${environment_id}/keys`)).key);
});
afterAll(async () => {
  for (const one of environmentWorkers) await one.kill();
  await worker?.kill();
  await fake?.close();
  await api?.close();
  if (workdir) rmSync(workdir, { recursive: true, force: true });
});
afterEach((context) => {
  if (context.task.result?.state !== "fail") return;
  for (const one of environmentWorkers) console.log(one.log().slice(-4000));
  console.log(worker.log().slice(-3000));
});

function startOne(): EnvironmentWorkerProcess {
  const one = startEnvironmentWorker({ url: api.url, environmentId: environment_id, environmentKey, workdir });
  environmentWorkers.push(one);
  return one;
}

const use = (name: string, input: Record<string, unknown>) => ({ blocks: [{ type: "tool_use" as const, name, input }] });

async function beginSession(text: string): Promise<string> {
  const agent = await client.beta.agents.create({ name: "Builder", model: "claude-opus-5-5", tools: [{ type: "agent_toolset_20260401" }] });
  const message = { type: "user.message" as const, content: [{ type: "text" as const, text }] };
  return (await client.beta.sessions.create({ agent: agent.id, environment_id, initial_events: [message] })).id;
}

async function history(sessionId: string): Promise<Event[]> {
  return (await client.beta.sessions.events.list(sessionId, { limit: 1000 })).data;
}

async function untilRest(sessionId: string): Promise<Event[]> {
  return vi.waitFor(
    async () => {
      const events = await history(sessionId);
      expect(events.at(-1)).toMatchObject({ type: "session.status_idle", stop_reason: { type: "end_turn" } });
      return events;
    },
    { timeout: 60_000, interval: 200 },
  );
}

const stateOfWork = async () => {
  const [latest] = (await api.expectCall(200, "GET", `/v1/environments/${environment_id}/work`, { key: environmentKey })).data ?? [];
  return latest?.state;
};

describe("a session in a self-hosted environment", () => {
  it("writes, runs and reads in the operator's container, end to end", async () => {
    fake.respond(
      sequence([
        use("write", { file_path: "greeting.txt", content: "Hello from the container\n" }),
        use("bash", { command: "tr a-z A-Z < greeting.txt > loud.txt && pwd" }),
        use("read", { file_path: "loud.txt" }),
        say("It says HELLO."),
      ]),
    );
    const sessionId = await beginSession("Make a greeting and make it loud.");
    startOne();
    const events = await untilRest(sessionId);
    expect(readFileSync(path.join(workdir, "loud.txt"), "utf8")).toBe("HELLO FROM THE CONTAINER\n");
    const uses = events.filter((event) => event.type === "agent.tool_use");
    expect(uses.map((event) => [event.name, event.evaluated_permission])).toEqual([
      ["write", "allow"],
      ["bash", "allow"],
      ["read", "allow"],
    ]);
    const results = events.filter((event) => event.type === "user.tool_result");
    expect(results.map((event) => event.tool_use_id)).toEqual(uses.map((event) => event.id));
    expect(results.every((event) => event.is_error !== true)).toBe(true);
    expect(JSON.stringify(results[1]?.content)).toContain(workdir);
    expect(JSON.stringify(results[2]?.content)).toContain("HELLO FROM THE CONTAINER");
    expect(JSON.stringify(fake.requests.at(-1)?.body?.messages)).toContain("HELLO FROM THE CONTAINER");
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    // The worker lets go once the session rests, and serves it again when it gets more to do.
    await expect.poll(stateOfWork, { timeout: 20_000 }).toBe("stopped");
    fake.respond((request) => {
      const last = JSON.stringify(request.messages.at(-1));
      return last.includes("tool_result") ? say("Still there.") : use("bash", { command: "cat loud.txt" });
    });
    await client.beta.sessions.events.send(sessionId, {
      events: [{ type: "user.message", content: [{ type: "text", text: "Is it still there?" }] }],
    });
    await vi.waitFor(async () => expect((await history(sessionId)).length).toBeGreaterThan(events.length + 3), { timeout: 30_000 });
    const later = (await untilRest(sessionId)).slice(events.length);
    expect(later.filter((event) => event.type === "user.tool_result")).toHaveLength(1);
    expect(JSON.stringify(later)).toContain("HELLO FROM THE CONTAINER");
  });

  it("is taken over by another worker when one is killed in the middle of a tool", async () => {
    for (const one of environmentWorkers.splice(0)) await one.kill();
    fake.respond((request) => {
      const last = JSON.stringify(request.messages.at(-1));
      if (last.includes("tool_result")) return say("Slept.");
      return use("bash", { command: "test -e second-try || { touch second-try; sleep 20; }; echo awake" });
    });
    const sessionId = await beginSession("Sleep well.");
    const first = startOne();
    await vi.waitFor(() => expect(existsSync(path.join(workdir, "second-try"))).toBe(true), { timeout: 30_000 });
    await first.kill();
    const { id } = (await api.expectCall(200, "GET", `/v1/environments/${environment_id}/work`, { key: environmentKey })).data?.[0] ?? {};
    // What the lease would do a minute later.
    await api.expectCall(200, "POST", `/v1/environments/${environment_id}/work/${id}/stop`, { key: environmentKey, body: { force: true } });
    startOne();
    const events = await untilRest(sessionId);
    const results = events.filter((event) => event.type === "user.tool_result");
    expect(results).toHaveLength(1);
    expect(JSON.stringify(results[0]?.content)).toContain("awake");
  });
});
