/** What the sessions room asks of an environment's queue, inside its own transactions. */
import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { workItems } from "@/lib/environments/work/schema";
import { type EnvironmentId, newId, type SessionId } from "@/lib/ids";

/** Something waits in an environment's queue. Whoever polls it looks again. */
export const WORK_CHANNEL = "reverie_work";
export type WorkNews = [workspaceId: string, environmentId: string];

/**
 * Sees to it that a worker serves the session: at its creation and with each of its inputs. Does nothing while an item of it is open; one that
 * is being stopped is followed by another. Locks the session's open item until the transaction ends, so that a worker that lets go at the same
 * time sees the input.
 */
export async function queueWork(tx: Tx, ctx: Ctx, input: { environmentId: EnvironmentId; sessionId: SessionId }): Promise<void> {
  const now = ctx.clock.now();
  const added = await tx
    .insert(workItems)
    .values({ workspaceId: ctx.workspaceId, id: newId("work", now.getTime()), ...input, state: "queued", availableAt: now, createdAt: now })
    .onConflictDoUpdate({
      target: [workItems.workspaceId, workItems.sessionId],
      // A literal: PostgreSQL finds the partial index by it.
      targetWhere: sql`${workItems.state} <> 'stopped'`,
      set: { isWantedAgain: true },
      setWhere: eq(workItems.state, "stopping"),
    })
    .returning({ state: workItems.state });
  if (added[0]?.state === "queued") await announceWork(tx, [ctx.workspaceId, input.environmentId]);
}

/** The session needs no worker any more: it was archived, is being deleted, or has terminated. A worker that holds it is told to stop. */
export async function stopWork(tx: Tx, ctx: Ctx, sessionId: SessionId): Promise<void> {
  const now = ctx.clock.now();
  const isOpen = and(eq(workItems.workspaceId, ctx.workspaceId), eq(workItems.sessionId, sessionId), sql`${workItems.state} <> 'stopped'`);
  await tx
    .update(workItems)
    .set({
      state: sql`case when ${workItems.state} = 'queued' then 'stopped' else 'stopping' end`,
      stoppedAt: sql`case when ${workItems.state} = 'queued' then ${now.toISOString()}::timestamptz end`,
      stopRequestedAt: sql`coalesce(${workItems.stopRequestedAt}, ${now.toISOString()}::timestamptz)`,
      isWantedAgain: false,
    })
    .where(isOpen);
}

/** Sent with the commit. */
export async function announceWork(tx: Tx, news: WorkNews): Promise<void> {
  await tx.execute(sql`select pg_notify(${WORK_CHANNEL}, ${JSON.stringify(news)})`);
}
