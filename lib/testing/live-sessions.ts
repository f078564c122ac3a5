/** Live sessions as bare rows, for tests of what stands around the agent loop: the queue of their environment and the stream of their events. */
import { and, eq, inArray } from "drizzle-orm";
import { createAgent } from "@/lib/agents/commands";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { createEnvironment } from "@/lib/environments/commands";
import { type AgentId, type EnvironmentId, type EventId, newId, type SessionId } from "@/lib/ids";
import { liveSessions } from "@/lib/sessions/live-schema";
import { LOG_CHANNEL, notify } from "@/lib/sessions/notifications";
import { agentSnapshots, sessionEvents, sessions } from "@/lib/sessions/schema";
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

export type TestEvent = { type: string; id?: EventId; payload?: Record<string, unknown>; isQueued?: boolean };

/** Grows the log as the sessions room does: under the session's lock, with the news in the same transaction. */
export async function appendTestEvents(
  ctx: Ctx,
  sessionId: SessionId,
  events: TestEvent[],
  processed: number[] = [],
): Promise<{ id: EventId; seq: number }[]> {
  return inWorkspace(ctx, async (tx, inner) => {
    const isLive = and(eq(liveSessions.workspaceId, ctx.workspaceId), eq(liveSessions.sessionId, sessionId));
    const [live] = await tx.select({ head: liveSessions.headSeq }).from(liveSessions).where(isLive).for("update");
    if (!live) throw new Error(`No live session ${sessionId}`);
    const now = ctx.clock.now();
    const rows = events.map((event, index) => ({
      workspaceId: ctx.workspaceId,
      sessionId,
      seq: live.head + index + 1,
      id: event.id ?? newId("event"),
      type: event.type,
      trust: "user" as const,
      payload: event.payload ?? {},
      processedAt: event.isQueued ? null : now,
      createdAt: now,
    }));
    const head = live.head + rows.length;
    if (rows.length > 0) await tx.insert(sessionEvents).values(rows);
    await tx.update(liveSessions).set({ headSeq: head }).where(isLive);
    if (processed.length > 0) {
      const areProcessed = and(eq(sessionEvents.sessionId, sessionId), inArray(sessionEvents.seq, processed));
      await tx
        .update(sessionEvents)
        .set({ processedAt: now })
        .where(and(eq(sessionEvents.workspaceId, ctx.workspaceId), areProcessed));
    }
    await notify(inner, LOG_CHANNEL, [ctx.workspaceId, sessionId, live.head + 1, head, processed]);
    return rows.map(({ id, seq }) => ({ id, seq }));
  });
}
