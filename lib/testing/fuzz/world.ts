/** A workspace with one of everything, so that made-up requests also reach things that exist. */
import type { ApiFixture } from "@/lib/testing/api-fixture";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";

/** By the name of the path parameter. A parameter that is not here is filled with what is in no database. */
export type World = Record<string, string>;

/** What takes long to make and is hard to break. */
export async function makeLastingThings(api: ApiFixture): Promise<World> {
  const agentId = await importPlanned(api.ctxFor("operator"), "Fuzzed", 60);
  const dream = await dreamInProcess(api.ctxFor("operator"), agentId);
  const first = async (path: string) => String((await api.expectCall(200, "GET", path)).data?.[0]?.id);
  const webhook = await api.expectCall(200, "POST", "/v1/webhook_endpoints", { body: { url: "https://8.8.8.8/", events: ["*"] } });
  return {
    webhook_endpoint_id: String(webhook.id),
    agent_id: agentId,
    session_id: await first("/v1/sessions"),
    import_id: await first("/v1/imports"),
    dream_id: dream.id,
    change_id: await first(`/v1/dreams/${dream.id}/changes`),
    number: "1",
  };
}

/** What is deleted and archived a lot: made anew for each operation. */
export async function makeFreshThings(api: ApiFixture): Promise<World> {
  const make = async (path: string, body: unknown = {}) => api.expectCall(200, "POST", path, { body });
  const id = async (path: string, body?: unknown) => String((await make(path, body)).id);
  const store = await id("/v1/memory_stores", { name: "Fuzzed" });
  const memory = await make(`/v1/memory_stores/${store}/memories`, { path: "/notes/a.md", content: "a" });
  const environment = await id("/v1/environments", { name: "Fuzzed" });
  const agent = await id("/v1/agents", { name: "Fuzzed", model: "m" });
  const initial_events = [{ type: "user.message", content: [{ type: "text", text: "Go." }] }];
  const deployment = await id("/v1/deployments", { name: "Fuzzed", agent, environment_id: environment, initial_events });
  const run = await make(`/v1/deployments/${deployment}/run`);
  return {
    agent_id: agent,
    session_id: String(run.session_id),
    deployment_id: deployment,
    deployment_run_id: String(run.id),
    memory_store_id: store,
    memory_id: String(memory.id),
    memory_version_id: String(memory.memory_version_id),
    environment_id: environment,
    environment_key_id: await id(`/v1/environments/${environment}/keys`),
    api_key_id: (await api.makeKey()).id,
  };
}
