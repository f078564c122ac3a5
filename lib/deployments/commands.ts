import { and, eq } from "drizzle-orm";
import { getAgent } from "@/lib/agents/queries";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { canonicalJson } from "@/lib/canonical-json";
import { asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { CreateDeploymentInput, DeploymentResources, UpdateDeploymentInput } from "@/lib/deployments/inputs";
import { lockDeployment, toDeploymentView } from "@/lib/deployments/queries";
import { deployments } from "@/lib/deployments/schema";
import type { DeploymentView, PausedReason } from "@/lib/deployments/types";
import { AppError } from "@/lib/errors";
import { type AgentId, type DeploymentId, newId } from "@/lib/ids";
import { nextFirings } from "@/lib/schedules/next-firings";
import type { CronSchedule } from "@/lib/schedules/types";
import { assertUsableEnvironment, attachable } from "@/lib/sessions/create";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

type Row = typeof deployments.$inferSelect;

/**
 * Binds an agent to an environment, first events and maybe a schedule. Throws `forbidden`, `not_found` (agent, version, environment, store),
 * `invalid_input` with reason `agent_archived` or as `createSession`.
 */
export async function createDeployment(ctx: Ctx, input: CreateDeploymentInput): Promise<DeploymentView> {
  assertCan(ctx.actor, "deployment.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const agent = await pinnedAgent(inner, input.agent);
    await assertUsableEnvironment(tx, inner, input.environment_id);
    await assertAttachable(tx, inner, input.resources ?? []);
    const now = ctx.clock.now();
    const schedule = scheduleOf(input.schedule ?? null);
    const row: Row = {
      workspaceId: ctx.workspaceId,
      id: newId("deployment", now.getTime()),
      name: input.name,
      description: input.description || null,
      agentId: agent.id,
      agentVersion: agent.version,
      environmentId: input.environment_id,
      initialEvents: input.initial_events,
      resources: input.resources ?? [],
      vaultIds: input.vault_ids ?? [],
      metadata: input.metadata ?? {},
      schedule,
      nextRunAt: nextRunAfter(schedule, now),
      lastRunAt: null,
      pausedReason: null,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    };
    await tx.insert(deployments).values(row);
    const view = toDeploymentView(row, null, now);
    recordAudit(tx, inner, {
      action: "deployment.create",
      subject: { type: "deployment", id: row.id },
      after: auditOf(view),
      details: { name: row.name, agent_id: agent.id, version: agent.version },
    });
    await recordWebhookEvent(inner, { type: "deployment.created", id: row.id });
    return view;
  });
}

/** Changes the fields that are given. Throws as `createDeployment`, and `invalid_input` (reason `archived`). */
export async function updateDeployment(ctx: Ctx, id: DeploymentId, input: UpdateDeploymentInput): Promise<DeploymentView> {
  assertCan(ctx.actor, "deployment.write");
  return changeDeployment(ctx, id, async (tx, inner, row) => {
    const agent = input.agent ? await pinnedAgent(inner, input.agent) : { id: row.agentId, version: row.agentVersion };
    if (input.environment_id) await assertUsableEnvironment(tx, inner, input.environment_id);
    if (input.resources) await assertAttachable(tx, inner, input.resources);
    const schedule = input.schedule === undefined ? row.schedule : scheduleOf(input.schedule);
    const isNewSchedule = canonicalJson(schedule) !== canonicalJson(row.schedule);
    return {
      verb: "update",
      event: "deployment.updated",
      changed: {
        name: input.name ?? row.name,
        description: input.description === undefined ? row.description : input.description || null,
        agentId: agent.id,
        agentVersion: agent.version,
        environmentId: input.environment_id ?? row.environmentId,
        initialEvents: input.initial_events ?? row.initialEvents,
        resources: input.resources === undefined ? row.resources : (input.resources ?? []),
        vaultIds: input.vault_ids === undefined ? row.vaultIds : (input.vault_ids ?? []),
        metadata: patched(row.metadata, input.metadata ?? {}),
        schedule,
        nextRunAt: isNewSchedule && row.pausedReason === null ? nextRunAfter(schedule, ctx.clock.now()) : row.nextRunAt,
      },
    };
  });
}

/** Lets the schedule rest; runs by hand go on. A repeat changes nothing. Throws `forbidden`, `not_found`, `invalid_input` (reason `archived`). */
export async function pauseDeployment(ctx: Ctx, id: DeploymentId): Promise<DeploymentView> {
  assertCan(ctx.actor, "deployment.write");
  return changeDeployment(ctx, id, async (_tx, _inner, row) => ({
    verb: "pause",
    event: "deployment.paused",
    changed: row.pausedReason === null ? pausedBy({ type: "manual" }) : {},
  }));
}

/** Goes on with the next firing from now: what was missed meanwhile is not made up for. A repeat changes nothing. Throws as `pauseDeployment`. */
export async function unpauseDeployment(ctx: Ctx, id: DeploymentId): Promise<DeploymentView> {
  assertCan(ctx.actor, "deployment.write");
  return changeDeployment(ctx, id, async (_tx, _inner, row) => ({
    verb: "unpause",
    event: "deployment.unpaused",
    changed: row.pausedReason === null ? {} : { pausedReason: null, nextRunAt: nextRunAfter(row.schedule, ctx.clock.now()) },
  }));
}

/** Ends a deployment for good; its runs stay readable. A repeat changes nothing. Throws `forbidden`, `not_found`. */
export async function archiveDeployment(ctx: Ctx, id: DeploymentId): Promise<DeploymentView> {
  assertCan(ctx.actor, "deployment.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const { row, view } = await lockDeployment(tx, inner, id);
    return row.archivedAt === null ? writeArchived(tx, inner, row, view.archivedAt ?? ctx.clock.now()) : view;
  });
}

/** Writes down that a deployment went with its agent. */
export async function archiveWithAgent(ctx: Ctx, id: DeploymentId): Promise<void> {
  await inWorkspace(ctx, async (tx, inner) => {
    const { row, view } = await lockDeployment(tx, inner, id);
    if (row.archivedAt === null && view.archivedAt !== null) await writeArchived(tx, inner, row, view.archivedAt);
  });
}

async function writeArchived(tx: Tx, ctx: Ctx, row: Row, archivedAt: Date): Promise<DeploymentView> {
  const now = ctx.clock.now();
  const changed: Row = { ...row, archivedAt, nextRunAt: null, pausedReason: null, updatedAt: now };
  await tx.update(deployments).set(changed).where(keyOf(ctx, row.id));
  recordAudit(tx, ctx, {
    action: "deployment.archive",
    subject: { type: "deployment", id: row.id },
    before: auditOf(toDeploymentView(row, null, now)),
    after: auditOf(toDeploymentView(changed, null, now)),
    details: { name: row.name },
  });
  await recordWebhookEvent(ctx, { type: "deployment.archived", id: row.id });
  return toDeploymentView(changed, null, now);
}

type Change = {
  verb: "update" | "pause" | "unpause";
  event: "deployment.updated" | "deployment.paused" | "deployment.unpaused";
  changed: Partial<Row>;
};

/** One change of a living deployment, with its audit entry and its webhook; none of them where nothing changes. */
async function changeDeployment(
  ctx: Ctx,
  id: DeploymentId,
  plan: (tx: Tx, ctx: Ctx, row: Row) => Promise<Change>,
): Promise<DeploymentView> {
  return inWorkspace(ctx, async (tx, inner) => {
    const { row, view } = await lockDeployment(tx, inner, id);
    assertLiving(view);
    const { verb, event, changed } = await plan(tx, inner, row);
    if (canonicalJson({ ...row, ...changed }) === canonicalJson(row)) return view;
    const now = ctx.clock.now();
    const next = { ...row, ...changed, updatedAt: now };
    await tx.update(deployments).set(next).where(keyOf(inner, id));
    const after = toDeploymentView(next, null, now);
    recordAudit(tx, inner, {
      action: `deployment.${verb}`,
      subject: { type: "deployment", id },
      before: auditOf(view),
      after: auditOf(after),
      details: { name: next.name },
    });
    await recordWebhookEvent(inner, { type: event, id });
    return after;
  });
}

export function assertLiving(view: DeploymentView): void {
  if (view.archivedAt !== null)
    throw new AppError("invalid_input", "This deployment is archived: it can't change and runs no more.", {
      details: { reason: "archived" },
    });
}

export const pausedBy = (pausedReason: PausedReason) => ({ pausedReason, nextRunAt: null });

export function nextRunAfter(schedule: CronSchedule | null, after: Date): Date | null {
  return schedule === null ? null : (nextFirings(schedule.expression, schedule.timezone, after, 1)[0] ?? null);
}

function scheduleOf(input: { expression: string; timezone: string } | null): CronSchedule | null {
  return input === null ? null : { expression: input.expression, timezone: input.timezone };
}

async function pinnedAgent(ctx: Ctx, { id, version }: { id: AgentId; version?: number }) {
  const agent = await getAgent(asSystem(ctx, "deployments"), id, version);
  if (agent.archivedAt)
    throw new AppError("invalid_input", "agent: this agent is archived and can't be deployed.", { details: { reason: "agent_archived" } });
  return agent;
}

async function assertAttachable(tx: Tx, ctx: Ctx, resources: DeploymentResources): Promise<void> {
  await attachable(tx, ctx, resources.map(toSessionResource));
}

export function toSessionResource({ memory_store_id, access, instructions }: DeploymentResources[number]) {
  return { memoryStoreId: memory_store_id, access, instructions };
}

function patched(current: Record<string, string>, patch: Record<string, string | null>): Record<string, string> {
  const next = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  if (next.size > 16)
    throw new AppError("invalid_input", "metadata: at most 16 keys.", { details: { fields: { metadata: "at most 16 keys" } } });
  return Object.fromEntries(next);
}

/** Without what only the passing of time changes. */
function auditOf({ upcomingRunsAt: _upcomingRunsAt, lastRunAt: _lastRunAt, ...view }: DeploymentView) {
  return view;
}

export const keyOf = (ctx: Ctx, id: DeploymentId) => and(eq(deployments.workspaceId, ctx.workspaceId), eq(deployments.id, id));
