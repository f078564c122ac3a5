/** Live sessions as bare rows, for tests of what stands around the agent loop: the queue of their environment and the stream of their events. */
import { and, eq } from "drizzle-orm";
import { createAgent } from "@/lib/agents/commands";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { createEnvironment } from "@/lib/environments/commands";
import { type AgentId, type EnvironmentId, newId, type SessionId } from "@/lib/ids";
import { liveSessions } from "@/lib/sessions/live-schema";
import { agentSnapshots, sessions } from "@/lib/sessions/schema";
import type { SessionStatus } from "@/lib/sessions/types";

export type LiveHome = { agentId: AgentId; environmentId: EnvironmentId };

/** An agent and an environment for sessions to live in. */
export async function makeLiveHome(ctx: Ctx): Promise<LiveHome> {
  const agent = await createAgent(ctx, { name: "Test agent", model: { id: "test-model" } });
  const environment = await createEnvironment(ctx, { name: "Test environment" });
  return { agentId: agent.id, environmentId: environment.id };
}

export async function insertLiveSession(ctx: Ctx, home: LiveHome, status: SessionStatus = "idle"): Promise<SessionId> {
  const agent = await getAgent(ctx, home.agentId);
  const now = ctx.clock.now();
  const id = newId("session", now.getTime());
  const hash = "test-snapshot";
  await inWorkspace(ctx, async (tx) => {
    await tx.insert(agentSnapshots).values({ workspaceId: ctx.workspaceId, hash, config: agent.config }).onConflictDoNothing();
    await tx.insert(sessions).values({
      workspaceId: ctx.workspaceId,
      id,
      ...home,
      agentVersion: agent.version,
      agentSnapshotHash: hash,
      status,
      metadata: {},
      source: "live",
      occurredAt: now,
      createdAt: now,
      updatedAt: now,
    });
    await tx.insert(liveSessions).values({ workspaceId: ctx.workspaceId, sessionId: id });
  });
  return id;
}

export async function setSessionStatus(ctx: Ctx, sessionId: SessionId, status: SessionStatus): Promise<void> {
  await inWorkspace(ctx, (tx) =>
    tx
      .update(sessions)
      .set({ status })
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, sessionId))),
  );
}
