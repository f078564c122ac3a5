import { expect, it } from "vitest";

it("has its description of the API ready whichever room was loaded first", async () => {
  // What a console page may have loaded before the API: their schemas know nothing of OpenAPI yet.
  await import("@/lib/agents/inputs");
  await import("@/lib/agents/multiagent-inputs");
  await import("@/lib/agents/tool-inputs");
  await import("@/lib/auth/inputs");
  await import("@/lib/deployments/inputs");
  await import("@/lib/dreaming/inputs");
  await import("@/lib/environments/inputs");
  await import("@/lib/instant-input");
  await import("@/lib/interop/inputs");
  await import("@/lib/learnings/inputs");
  await import("@/lib/memory/inputs");
  await import("@/lib/model/inputs");
  await import("@/lib/outcomes/inputs");
  await import("@/lib/retrieval/inputs");
  await import("@/lib/saved-views/inputs");
  await import("@/lib/schedules/inputs");
  await import("@/lib/sessions/event-inputs");
  await import("@/lib/sessions/id-inputs");
  await import("@/lib/sessions/inputs");
  await import("@/lib/webhooks/inputs");
  await import("@/lib/workspaces/inputs");
  const { createApiApp } = await import("@/lib/api/app");
  expect(createApiApp).toBeTypeOf("function");
}, 60_000);
