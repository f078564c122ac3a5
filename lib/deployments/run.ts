/** Runs deployments: by hand, or because their schedule fired. A run and the session it starts are one transaction. */
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { assertLiving, keyOf, nextRunAfter, pausedBy, toSessionResource } from "@/lib/deployments/commands";
import type { DeploymentEvents, DeploymentResources } from "@/lib/deployments/inputs";
import { getDeploymentRun, lockDeployment } from "@/lib/deployments/queries";
import { deploymentRuns, deployments } from "@/lib/deployments/schema";
import type { DeploymentRunView, RunError, RunErrorType } from "@/lib/deployments/types";
import { type AppError, isAppError } from "@/lib/errors";
import { type DeploymentId, type DeploymentRunId, newId, type SessionId } from "@/lib/ids";
import { log } from "@/lib/log";
import { nextFirings } from "@/lib/schedules/next-firings";
import type { CronSchedule } from "@/lib/schedules/types";
import { createSession } from "@/lib/sessions/create";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

/**
 * How late a firing may start, because no worker ran or it could not be started. Of several that were missed within this time the last one
 * runs; what lies longer back is not made up for.
 */
const GRACE_MS = 5 * 60_000;

type Row = typeof deployments.$inferSelect;
type NewRun = { row: Row; scheduledAt: Date | null; sessionId: SessionId | null; error: RunError | null };

/**
 * Starts a session now, also while the deployment is paused. A start that fails is a run with an error. Throws `forbidden`, `not_found`,
 * `invalid_input` (reason `archived`).
 */
export async function runDeployment(ctx: Ctx, id: DeploymentId): Promise<DeploymentRunView> {
  assertCan(ctx.actor, "deployment.run");
  let started: Row | undefined;
  try {
    return await inWorkspace(ctx, async (tx, inner) => {
      const { row, view } = await lockDeployment(tx, inner, id);
      assertLiving(view);
      started = row;
      const sessionId = await startSession(inner, row);
      return writeManualRun(tx, inner, { row, scheduledAt: null, sessionId, error: null });
    });
  } catch (error) {
    const row = started;
    if (!row || !isAppError(error) || error.code === "forbidden" || error.code === "internal") throw error;
    return inWorkspace(ctx, (tx, inner) =>
      writeManualRun(tx, inner, { row, scheduledAt: null, sessionId: null, error: runErrorOf(error) }),
    );
  }
}

async function writeManualRun(tx: Tx, ctx: Ctx, run: NewRun): Promise<DeploymentRunView> {
  const id = await insertRun(tx, ctx, run);
  recordAudit(tx, ctx, {
    action: "deployment.run",
    subject: { type: "deployment", id: run.row.id },
    details: { run_id: id, session_id: run.sessionId, error: run.error?.type ?? null },
  });
  return getDeploymentRun({ ...ctx, actor: { type: "system", name: "deployments" } }, id);
}

async function startSession(ctx: Ctx, row: Row): Promise<SessionId> {
  const session = await createSession(ctx, {
    agent: { id: row.agentId, version: row.agentVersion },
    environmentId: row.environmentId,
    title: row.name,
    metadata: row.metadata,
    // Both were checked by the very schema when they were stored.
    resources: (row.resources as DeploymentResources).map(toSessionResource),
    initialEvents: row.initialEvents as DeploymentEvents,
    deploymentId: row.id,
  });
  return session.id;
}

/**
 * Runs a deployment whose firing is due, once however many workers try: the row's lock lets one look at a time, and the firing's unique key
 * would refuse a second. A start that fails is a run with an error, which pauses the deployment where it would fail again.
 */
export async function fireDueDeployment(ctx: Ctx, id: DeploymentId): Promise<void> {
  let due: { row: Row; scheduledAt: Date } | undefined;
  try {
    await inWorkspace(ctx, async (tx, inner) => {
      due = await lockDue(tx, inner, id);
      if (!due) return;
      const sessionId = await startSession(inner, due.row);
      await writeScheduledRun(tx, inner, { ...due, sessionId, error: null });
    });
  } catch (thrown) {
    if (!due) throw thrown;
    const failed = due;
    if (!isAppError(thrown)) log.error("a deployment could not be started", { deploymentId: id, error: thrown });
    await inWorkspace(ctx, async (tx, inner) => {
      const again = await lockDue(tx, inner, id);
      if (again?.scheduledAt.getTime() !== failed.scheduledAt.getTime()) return;
      await writeScheduledRun(tx, inner, { ...again, sessionId: null, error: runErrorOf(thrown) });
    });
  }
}

/** The firing to run, with the row locked; where all that is due lies too far back, the row moves on to the next. */
async function lockDue(tx: Tx, ctx: Ctx, id: DeploymentId): Promise<{ row: Row; scheduledAt: Date } | undefined> {
  const { row, view } = await lockDeployment(tx, ctx, id);
  const now = ctx.clock.now();
  const { schedule, nextRunAt } = row;
  if (schedule === null || nextRunAt === null || nextRunAt > now || view.archivedAt !== null) return undefined;
  const scheduledAt = lastMissed(schedule, nextRunAt, now);
  if (scheduledAt !== undefined) return { row, scheduledAt };
  log.warn("a scheduled run was missed", { deploymentId: id, scheduledAt: nextRunAt.toISOString() });
  await tx
    .update(deployments)
    .set({ nextRunAt: nextRunAfter(schedule, now) })
    .where(keyOf(ctx, id));
  return undefined;
}

/** Exported for its test. */
export function lastMissed(schedule: CronSchedule, nextRunAt: Date, now: Date): Date | undefined {
  // From just before the firing that is waited for, or from as far back as the grace reaches.
  const from = Math.max(nextRunAt.getTime() - 1, now.getTime() - GRACE_MS - 1);
  // A firing a minute at the most, so this is more than the grace can hold.
  const firings = nextFirings(schedule.expression, schedule.timezone, new Date(from), GRACE_MS / 60_000 + 2);
  return firings.filter((at) => at <= now).at(-1);
}

async function writeScheduledRun(tx: Tx, ctx: Ctx, run: NewRun & { scheduledAt: Date }): Promise<void> {
  const { row, error } = run;
  const now = ctx.clock.now();
  const runId = await insertRun(tx, ctx, run);
  const pause = error !== null && isLasting(error.type) ? pausedBy({ type: "error", error: { type: error.type } }) : null;
  await tx
    .update(deployments)
    .set({ nextRunAt: nextRunAfter(row.schedule, now), lastRunAt: now, ...pause })
    .where(keyOf(ctx, row.id));
  await recordWebhookEvent(ctx, { type: "deployment_run.started", id: runId });
  await recordWebhookEvent(ctx, { type: error === null ? "deployment_run.succeeded" : "deployment_run.failed", id: runId });
  const subject = { type: "deployment", id: row.id };
  const details = { run_id: runId, session_id: run.sessionId, error: error?.type ?? null, scheduled_at: run.scheduledAt.toISOString() };
  recordAudit(tx, ctx, { action: "deployment.run", subject, details });
  if (pause === null) return;
  recordAudit(tx, ctx, { action: "deployment.pause", subject, details: { error: error?.type ?? null } });
  await recordWebhookEvent(ctx, { type: "deployment.paused", id: row.id });
}

async function insertRun(tx: Tx, ctx: Ctx, { row, scheduledAt, sessionId, error }: NewRun): Promise<DeploymentRunId> {
  const now = ctx.clock.now();
  const id = newId("deploymentRun", now.getTime());
  await tx.insert(deploymentRuns).values({
    workspaceId: ctx.workspaceId,
    id,
    deploymentId: row.id,
    agentId: row.agentId,
    agentVersion: row.agentVersion,
    triggerType: scheduledAt === null ? "manual" : "schedule",
    scheduledAt,
    sessionId,
    error,
    createdAt: now,
  });
  return id;
}

const BY_REASON: Readonly<Record<string, RunErrorType>> = {
  agent_archived: "agent_archived_error",
  environment_archived: "environment_archived_error",
  environment_not_found: "environment_not_found_error",
  memory_store_archived: "memory_store_archived_error",
  memory_store_not_found: "session_resource_not_found_error",
};

function runErrorOf(thrown: unknown): RunError {
  if (!isAppError(thrown) || thrown.code === "internal")
    return { type: "unknown_error", message: "A fault on our side. The server's log names the cause." };
  return { type: typeOf(thrown), message: thrown.message };
}

function typeOf(error: AppError): RunErrorType {
  const known = BY_REASON[error.details.reason ?? ""];
  if (known) return known;
  return error.code === "limit_exceeded" || error.code === "unavailable" ? "session_rate_limited_error" : "session_creation_rejected_error";
}

/** Whether the next firing would meet it again, so that the schedule should rest until somebody has looked. */
function isLasting(type: RunErrorType): boolean {
  return type !== "session_rate_limited_error" && type !== "session_creation_rejected_error" && type !== "unknown_error";
}
