/** What a worker says of an item that it was handed: received, still at it, done. */
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { assertHoldsWork, assertWorksQueue } from "@/lib/environments/work/access";
import { endItem, isItem, lockItem, noWork, stateAt, toWorkView, type WorkRef, type WorkRow } from "@/lib/environments/work/items";
import { workItems } from "@/lib/environments/work/schema";
import type { WorkLease, WorkState, WorkView } from "@/lib/environments/work/types";
import { AppError } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";

/** The SDK's worker beats at half of it, at least every 30 s. */
const DEFAULT_TTL_S = 60;
export const [MIN_TTL_S, MAX_TTL_S] = [5, 600];

/** What a first heartbeat expects. */
export const NO_HEARTBEAT = "NO_HEARTBEAT";

const later = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);

/** The worker that polled the item has it. Throws `forbidden`, `not_found`, `conflict` (it is not waiting for that). */
export async function acknowledgeWork(ctx: Ctx, ref: WorkRef): Promise<WorkView> {
  assertWorksQueue(ctx.actor, ref.environmentId);
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockItem(tx, inner, ref);
    const now = ctx.clock.now();
    if (row.state !== "queued" || row.polledAt === null) throw notAcknowledgeable(stateAt(row, now));
    return toWorkView(
      await change(tx, inner, ref, { state: "starting", acknowledgedAt: now, leaseExpiresAt: later(now, DEFAULT_TTL_S) }),
      now,
    );
  });
}

export type Heartbeat = { expectedLastHeartbeat?: string; desiredTtlSeconds?: number };

/**
 * Extends the holder's lease. Throws `forbidden`, `not_found`, and `precondition_failed` (reason `heartbeat_precondition_failed`, with the
 * lease as it is) where another holder's heartbeat came in between; that is not asked once the item is to stop.
 */
export async function beatWork(ctx: Ctx, ref: WorkRef, { expectedLastHeartbeat, desiredTtlSeconds }: Heartbeat): Promise<WorkLease> {
  assertHoldsWork(ctx.actor, ref.environmentId, ref.workId);
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockItem(tx, inner, ref);
    if (row.state === "stopped" || row.state === "queued") return leaseOf(row, false);
    const current = row.latestHeartbeatAt?.toISOString() ?? NO_HEARTBEAT;
    if (row.state !== "stopping" && expectedLastHeartbeat !== undefined && expectedLastHeartbeat !== current) throw leaseLost(row);
    const now = ctx.clock.now();
    // Two beats of one millisecond must differ: the next one names this one.
    const at = row.latestHeartbeatAt && row.latestHeartbeatAt >= now ? new Date(row.latestHeartbeatAt.getTime() + 1) : now;
    const ttl = desiredTtlSeconds === undefined ? DEFAULT_TTL_S : Math.min(MAX_TTL_S, Math.max(MIN_TTL_S, desiredTtlSeconds));
    const beaten = await change(tx, inner, ref, {
      state: row.state === "stopping" ? "stopping" : "active",
      startedAt: row.startedAt ?? now,
      latestHeartbeatAt: at,
      leaseExpiresAt: later(at, ttl),
    });
    return leaseOf(beaten, true);
  });
}

/** Whether a session has something for a worker to do, asked inside the transaction that ends its item. */
export type NeedsWorker = (tx: Tx, ctx: Ctx, sessionId: SessionId) => Promise<boolean>;

/**
 * With `force` the item ends here and now, else its holder is told to stop. A worker that lets go of a session which still needs one makes
 * room for another. Throws `forbidden`, `not_found`, `conflict` (already stopped).
 */
export async function stopWorkItem(ctx: Ctx, ref: WorkRef, isForced: boolean, needsWorker: NeedsWorker): Promise<WorkView> {
  assertHoldsWork(ctx.actor, ref.environmentId, ref.workId);
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockItem(tx, inner, ref);
    const now = ctx.clock.now();
    if (row.state === "stopped") {
      throw new AppError("conflict", "This work has stopped already.", { details: { reason: "work_stopped" } });
    }
    if (!isForced && row.state !== "queued") {
      if (row.state === "stopping") return toWorkView(row, now);
      return toWorkView(await change(tx, inner, ref, { state: "stopping", stopRequestedAt: now }), now);
    }
    const isNeeded =
      row.isWantedAgain || (row.stopRequestedAt === null && row.state !== "queued" && (await needsWorker(tx, inner, row.sessionId)));
    return toWorkView(await endItem(tx, inner, row, isNeeded), now);
  });
}

async function change(tx: Tx, ctx: Ctx, ref: WorkRef, changed: Partial<WorkRow>): Promise<WorkRow> {
  const [row] = await tx.update(workItems).set(changed).where(isItem(ctx, ref)).returning();
  if (!row) throw noWork(ref.workId);
  return row;
}

function leaseOf(row: WorkRow, isExtended: boolean): WorkLease {
  const since = row.latestHeartbeatAt ?? row.acknowledgedAt;
  const ttlSeconds = row.leaseExpiresAt && since ? Math.round((row.leaseExpiresAt.getTime() - since.getTime()) / 1000) : 0;
  return { state: row.state, lastHeartbeatAt: row.latestHeartbeatAt, isExtended, ttlSeconds };
}

function leaseLost(row: WorkRow): AppError {
  const { state, lastHeartbeatAt, ttlSeconds } = leaseOf(row, false);
  const current_state = {
    last_heartbeat: lastHeartbeatAt?.toISOString() ?? null,
    lease_extended: false,
    state,
    ttl_seconds: ttlSeconds,
  };
  return new AppError("precondition_failed", "expected_last_heartbeat is not the latest heartbeat: another worker may hold this work.", {
    details: { reason: "heartbeat_precondition_failed", current_state },
  });
}

function notAcknowledgeable(state: WorkState): AppError {
  return new AppError("conflict", `This work is ${state}, not handed out and unacknowledged.`, {
    details: { reason: "work_not_pending", state },
  });
}
