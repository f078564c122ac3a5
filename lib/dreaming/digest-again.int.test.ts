import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { sessionDigests } from "@/lib/dreaming/schema";
import { reportEvents } from "@/lib/sessions/change";
import { createSession } from "@/lib/sessions/create";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { dreamInProcess } from "@/lib/testing/dreams";
import { makeLiveHome } from "@/lib/testing/live-sessions";

let test: TestWorkspace;
beforeAll(async () => {
  test = await createTestWorkspace();
});
afterAll(() => test.close());

it("digests a session again that went on after the last dream, and only then", async () => {
  const ctx = test.ctxFor("admin");
  const home = await makeLiveHome(ctx);
  const session = await createSession(ctx, { agent: { id: home.agentId }, environmentId: home.environmentId, source: "api" });
  const call = (n: number) => [
    { type: "agent.custom_tool_use", name: "look", input: { n } },
    { type: "user.custom_tool_result", custom_tool_use_id: "x", content: [{ type: "text", text: `found ${n}` }] },
  ];
  const digestOf = () =>
    inWorkspace(ctx, async (tx) => {
      const [row] = await tx
        .select()
        .from(sessionDigests)
        .where(and(eq(sessionDigests.workspaceId, ctx.workspaceId), eq(sessionDigests.sessionId, session.id)));
      return row;
    });
  await reportEvents(ctx, session.id, call(1));
  test.clock.advance(1_000);
  await dreamInProcess(ctx, home.agentId, { since: null, until: null });
  const first = await digestOf();
  expect([first?.digest.steps.length, first?.eventCount]).toEqual([1, 2]);
  test.clock.advance(1_000);
  await dreamInProcess(ctx, home.agentId, { since: null, until: null });
  expect(await digestOf()).toEqual(first);
  await reportEvents(ctx, session.id, call(2));
  test.clock.advance(1_000);
  await dreamInProcess(ctx, home.agentId, { since: null, until: null });
  expect([(await digestOf())?.digest.steps.length, (await digestOf())?.eventCount]).toEqual([2, 4]);
});
