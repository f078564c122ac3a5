/** Rows of the queue, and the one way back into it. */
import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { announceWork } from "@/lib/environments/work/queue";
import { workItems } from "@/lib/environments/work/schema";
import type { WorkView } from "@/lib/environments/work/types";
import { AppError } from "@/lib/errors";
import { type EnvironmentId, newId, type WorkId } from "@/lib/ids";

export type WorkRow = typeof workItems.$inferSelect;
export type WorkRef = { environmentId: EnvironmentId; workId: WorkId };

export const isItem = (ctx: Ctx, { environmentId, workId }: WorkRef) =>
  and(eq(workItems.workspaceId, ctx.workspaceId), eq(workItems.environmentId, environmentId), eq(workItems.id, workId));

/** Throws `not_found`. */
export async function lockItem(tx: Tx, ctx: Ctx, ref: WorkRef): Promise<WorkRow> {
  const [row] = await tx.select().from(workItems).where(isItem(ctx, ref)).for("update");
  if (!row) throw noWork(ref.workId);
  return row;
}

export function noWork(workId: WorkId): AppError {
  return new AppError("not_found", `There is no work ${workId} in this environment.`, { details: { reason: "work_not_found" } });
}

/** Whoever served so long did not fail at once. */
const SERVED_MS = 60_000;
const MAX_DELAY_S = 300;

/** Ends an item; where the session still needs a worker, another one follows, later each time that the one before failed at once. */
export async function endItem(tx: Tx, ctx: Ctx, row: WorkRow, isNeeded: boolean): Promise<WorkRow> {
  const now = ctx.clock.now();
  const [ended] = await tx
    .update(workItems)
    .set({ state: "stopped", stoppedAt: now, stopRequestedAt: row.stopRequestedAt ?? now, leaseExpiresAt: null, isWantedAgain: false })
    .where(isItem(ctx, { environmentId: row.environmentId, workId: row.id }))
    .returning();
  if (!ended) throw noWork(row.id);
  if (!isNeeded) return ended;
  const hasServed = row.startedAt !== null && now.getTime() - row.startedAt.getTime() >= SERVED_MS;
  const failures = row.isWantedAgain || hasServed ? 0 : row.failures + 1;
  const delayS = failures <= 1 ? 0 : Math.min(2 ** (failures - 1), MAX_DELAY_S);
  await tx.insert(workItems).values({
    workspaceId: ctx.workspaceId,
    id: newId("work", now.getTime()),
    environmentId: row.environmentId,
    sessionId: row.sessionId,
    state: "queued",
    failures,
    availableAt: new Date(now.getTime() + delayS * 1000),
    createdAt: now,
  });
  await announceWork(tx, [ctx.workspaceId, row.environmentId]);
  return ended;
}

/** The item's state as it counts now: one whose worker fell silent waits in the queue again, or has stopped. */
export function stateAt(row: WorkRow, now: Date): WorkRow["state"] {
  if (row.leaseExpiresAt === null || row.leaseExpiresAt > now) return row.state;
  return row.state === "stopping" ? "stopped" : "queued";
}

/** The same in SQL, for items whose lease has run out. */
export const hasLapsed = (now: Date) => sql`${workItems.leaseExpiresAt} <= ${now.toISOString()}::timestamptz`;

export function toWorkView(row: WorkRow, now: Date): WorkView {
  return {
    id: row.id,
    environmentId: row.environmentId,
    sessionId: row.sessionId,
    state: stateAt(row, now),
    metadata: row.metadata,
    acknowledgedAt: row.acknowledgedAt,
    startedAt: row.startedAt,
    latestHeartbeatAt: row.latestHeartbeatAt,
    stopRequestedAt: row.stopRequestedAt,
    stoppedAt: row.stoppedAt,
    createdAt: row.createdAt,
  };
}
