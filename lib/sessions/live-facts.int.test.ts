import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import { newId } from "@/lib/ids";
import { createSession } from "@/lib/sessions/create";
import { changeSession } from "@/lib/sessions/draft";
import { findLiveFacts, listStatuses } from "@/lib/sessions/live-facts";
import { sendEvents } from "@/lib/sessions/send";
import { startSession } from "@/lib/sessions/start";
import { addToolCalls } from "@/lib/sessions/tool-calls";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { type LiveHome, makeLiveHome } from "@/lib/testing/live-sessions";

let test: TestWorkspace;
let ctx: Ctx;
let home: LiveHome;
beforeAll(async () => {
  test = await createTestWorkspace();
  ctx = test.ctxFor("operator");
  home = await makeLiveHome(ctx);
});
afterAll(() => test.close());

const begin = () => createSession(ctx, { agent: { id: home.agentId }, environmentId: home.environmentId });
const call = (eventId: string, kind: "toolset" | "custom", state: "asked" | "pending", position: number) => ({
  eventId: eventId as never,
  position,
  toolUseId: `toolu_${position}`,
  kind,
  state,
  name: kind === "custom" ? "get_weather" : "bash",
  mcpServer: null,
  input: { n: position },
  result: null,
});

it("tells what waits for the client, in the model's order, and no call that somebody else runs", async () => {
  const { id } = await begin();
  const ids = [newId("event"), newId("event"), newId("event")];
  await changeSession(ctx, id, async (draft) => {
    const [asked = "", custom = "", running = ""] = ids;
    draft.append({ id: ids[0], type: "agent.tool_use", trust: "tool" });
    draft.append({ id: ids[1], type: "agent.custom_tool_use", trust: "tool" });
    draft.append({ id: ids[2], type: "agent.tool_use", trust: "tool" });
    await addToolCalls(draft, [
      call(asked, "toolset", "asked", 0),
      call(custom, "custom", "pending", 1),
      call(running, "toolset", "pending", 2),
    ]);
    draft.rest({ type: "requires_action", event_ids: ids.slice(0, 2) });
  });
  const facts = await findLiveFacts(test.ctxFor("viewer"), id);
  expect(facts).toMatchObject({ status: "idle", headSeq: 4, error: null, requestedAt: null, stopReason: { type: "requires_action" } });
  expect(facts?.calls).toEqual([
    { eventId: ids[0], seq: 1, name: "bash", kind: "toolset", state: "asked", mcpServer: null, input: { n: 0 } },
    { eventId: ids[1], seq: 2, name: "get_weather", kind: "custom", state: "pending", mcpServer: null, input: { n: 1 } },
  ]);
});

it("says why a session tries again and when, and since when the model is asked", async () => {
  const { id } = await begin();
  await sendEvents(ctx, id, { events: [{ type: "user.message", content: [{ type: "text", text: "Hi" }] }] });
  const retryAt = new Date(ctx.clock.now().getTime() + 5_000);
  await changeSession(ctx, id, async (draft) => {
    draft.state.requestId = draft.append({ type: "span.model_request_start", trust: "operator" }).id;
    draft.append({ type: "session.error", trust: "operator", payload: { error: { message: "Overloaded." } } });
    draft.state.retryAt = retryAt;
    draft.reschedule();
  });
  const facts = await findLiveFacts(ctx, id);
  expect(facts).toMatchObject({ status: "rescheduling", error: "Overloaded.", turnCount: 1 });
  expect(new Date(facts?.retryAt ?? "").getTime()).toBe(retryAt.getTime());
  expect(facts?.requestedAt).not.toBeNull();
  expect(await listStatuses(ctx, [id])).toEqual({ [id]: "rescheduling" });
});

it("shows nothing of another workspace", async () => {
  const { id } = await begin();
  const other = await createTestWorkspace();
  try {
    expect(await findLiveFacts(other.ctxFor("admin"), id)).toBeNull();
    expect(await listStatuses(other.ctxFor("admin"), [id])).toEqual({});
  } finally {
    await other.close();
  }
});

it("starts a session along with its environment, or neither", async () => {
  const session = await startSession(ctx, { agent: { id: home.agentId }, environment: { name: "Laptop" } });
  expect(session.environmentName).toBe("Laptop");
  await expect(startSession(ctx, { agent: { id: newId("agent") }, environment: { name: "Orphan" } })).rejects.toMatchObject({
    code: "not_found",
  });
  const named = await startSession(ctx, { agent: { id: home.agentId }, environment: { id: session.environmentId } });
  expect(named.environmentName).toBe("Laptop");
});
