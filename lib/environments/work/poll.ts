/** Hands out work: one item to one worker, with a token that is good for its session alone. */
import { randomBytes } from "node:crypto";
import { and, eq, lt, or, sql } from "drizzle-orm";
import { sha256 } from "@/lib/canonical-json";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { assertWorksQueue } from "@/lib/environments/work/access";
import { workBell } from "@/lib/environments/work/bell";
import { endItem, hasLapsed, toWorkView, type WorkRow } from "@/lib/environments/work/items";
import { environmentWorkers, workItems } from "@/lib/environments/work/schema";
import type { WorkView } from "@/lib/environments/work/types";
import type { EnvironmentId } from "@/lib/ids";

export const WORK_TOKEN_PREFIX = "revwork_";
/** An item whose worker did not acknowledge it is handed out again after this, unless the worker that asks says otherwise. */
const RECLAIM_MS = 5_000;
const SEEN_EVERY_MS = 5_000;
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

export type PollInput = {
  environmentId: EnvironmentId;
  workerId: string | null;
  /** How long to wait for work; 0 answers at once. */
  blockMs: number;
  reclaimOlderThanMs?: number;
  signal: AbortSignal;
};

export type HandedOut = { work: WorkView; token: string };

/**
 * The oldest item that waits, or null. Two workers never get the same one, unless the first did not acknowledge it in time or fell silent: its
 * token is void from then on. Throws `forbidden`.
 */
export async function pollWork(ctx: Ctx, input: PollInput): Promise<HandedOut | null> {
  assertWorksQueue(ctx.actor, input.environmentId);
  if (input.workerId !== null) await noteWorker(ctx, input.environmentId, input.workerId);
  const first = await claim(ctx, input);
  if (first || input.blockMs <= 0) return first;
  const bell = workBell(ctx.db);
  await bell.listen();
  const until = performance.now() + input.blockMs;
  while (!input.signal.aborted) {
    const left = until - performance.now();
    // Listening begins before the queue is looked at: what comes in between rings.
    const ring = bell.wait([ctx.workspaceId, input.environmentId], Math.max(0, left), input.signal);
    const found = await claim(ctx, input);
    if (found || left <= 0) {
      ring.cancel();
      return found;
    }
    await ring.rung;
  }
  return null;
}

async function claim(ctx: Ctx, { environmentId, reclaimOlderThanMs = RECLAIM_MS }: PollInput): Promise<HandedOut | null> {
  return inWorkspace(ctx, async (tx, inner) => {
    const now = ctx.clock.now();
    await endLapsed(tx, inner, environmentId, now);
    const at = sql`${now.toISOString()}::timestamptz`;
    const reclaimBefore = sql`${new Date(now.getTime() - reclaimOlderThanMs).toISOString()}::timestamptz`;
    const [row] = await tx
      .select()
      .from(workItems)
      .where(
        and(
          eq(workItems.workspaceId, ctx.workspaceId),
          eq(workItems.environmentId, environmentId),
          sql`${workItems.state} <> 'stopped'`,
          or(
            sql`${workItems.state} = 'queued' and ${workItems.availableAt} <= ${at}
              and (${workItems.polledAt} is null or ${workItems.polledAt} <= ${reclaimBefore})`,
            sql`${workItems.state} in ('starting', 'active') and ${hasLapsed(now)}`,
          ),
        ),
      )
      .orderBy(workItems.id)
      .limit(1)
      .for("update", { skipLocked: true });
    if (!row) return null;
    const token = `${WORK_TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;
    const handedOut: Partial<WorkRow> = {
      state: "queued",
      polledAt: now,
      tokenHash: sha256(token),
      acknowledgedAt: null,
      startedAt: null,
      latestHeartbeatAt: null,
      leaseExpiresAt: null,
    };
    await tx
      .update(workItems)
      .set(handedOut)
      .where(and(eq(workItems.workspaceId, ctx.workspaceId), eq(workItems.id, row.id)));
    return { work: toWorkView({ ...row, ...handedOut }, now), token };
  });
}

/** Items whose worker fell silent while it was to stop. */
async function endLapsed(tx: Tx, ctx: Ctx, environmentId: EnvironmentId, now: Date): Promise<void> {
  const isOfQueue = and(eq(workItems.workspaceId, ctx.workspaceId), eq(workItems.environmentId, environmentId));
  const lapsed = await tx
    .select()
    .from(workItems)
    .where(and(isOfQueue, sql`${workItems.state} <> 'stopped'`, eq(workItems.state, "stopping"), hasLapsed(now)))
    .for("update", { skipLocked: true });
  for (const row of lapsed) await endItem(tx, ctx, row, row.isWantedAgain);
}

async function noteWorker(ctx: Ctx, environmentId: EnvironmentId, workerId: string): Promise<void> {
  const now = ctx.clock.now();
  await inWorkspace(ctx, async (tx) => {
    const isOfQueue = and(eq(environmentWorkers.workspaceId, ctx.workspaceId), eq(environmentWorkers.environmentId, environmentId));
    const noted = await tx
      .insert(environmentWorkers)
      .values({ workspaceId: ctx.workspaceId, environmentId, workerId, lastPolledAt: now })
      .onConflictDoUpdate({
        target: [environmentWorkers.workspaceId, environmentWorkers.environmentId, environmentWorkers.workerId],
        set: { lastPolledAt: now },
        setWhere: lt(environmentWorkers.lastPolledAt, new Date(now.getTime() - SEEN_EVERY_MS)),
      })
      .returning({ isNew: sql<boolean>`xmax = 0` });
    if (noted[0]?.isNew !== true) return;
    // A worker takes a new id with each start: the old ones are of no use.
    const forgotten = lt(environmentWorkers.lastPolledAt, new Date(now.getTime() - FORGOTTEN_AFTER_MS));
    await tx.delete(environmentWorkers).where(and(isOfQueue, forgotten));
  });
}
