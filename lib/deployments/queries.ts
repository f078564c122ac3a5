import { and, desc, eq, gt, gte, isNotNull, isNull, lt, lte, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { deploymentRuns, deployments } from "@/lib/deployments/schema";
import type { DeploymentRunView, DeploymentStatus, DeploymentView, TriggerType } from "@/lib/deployments/types";
import { AppError } from "@/lib/errors";
import type { AgentId, DeploymentId, DeploymentRunId } from "@/lib/ids";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";
import { nextFirings } from "@/lib/schedules/next-firings";

const UPCOMING = 5;

type DeploymentRow = typeof deployments.$inferSelect;
type RunRow = typeof deploymentRuns.$inferSelect;

/** `agentArchivedAt`: a deployment goes with its agent, from that moment on, also before the worker has written it down. */
export function toDeploymentView(row: DeploymentRow, agentArchivedAt: Date | null, now: Date): DeploymentView {
  const { workspaceId: _workspaceId, nextRunAt: _nextRunAt, ...rest } = row;
  const archivedAt = row.archivedAt ?? agentArchivedAt;
  const { schedule } = row;
  const upcomingRunsAt = schedule === null || archivedAt !== null ? [] : nextFirings(schedule.expression, schedule.timezone, now, UPCOMING);
  return { ...rest, archivedAt, upcomingRunsAt, pausedReason: archivedAt === null ? row.pausedReason : null };
}

function toRunView({ workspaceId: _workspaceId, ...view }: RunRow): DeploymentRunView {
  return view;
}

export const noDeployment = (id: string) => new AppError("not_found", `There is no deployment ${id}.`);

const ofAgent = and(eq(agents.workspaceId, deployments.workspaceId), eq(agents.id, deployments.agentId));

/** Throws `forbidden`, `not_found`. */
export async function getDeployment(ctx: Ctx, id: DeploymentId): Promise<DeploymentView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [found] = await tx
      .select({ row: deployments, agentArchivedAt: agents.archivedAt })
      .from(deployments)
      .innerJoin(agents, ofAgent)
      .where(and(eq(deployments.workspaceId, ctx.workspaceId), eq(deployments.id, id)));
    if (!found) throw noDeployment(id);
    return toDeploymentView(found.row, found.agentArchivedAt, ctx.clock.now());
  });
}

/** The row and its agent's state, locked. Throws `not_found`. */
export async function lockDeployment(tx: Tx, ctx: Ctx, id: DeploymentId): Promise<{ row: DeploymentRow; view: DeploymentView }> {
  const [row] = await tx
    .select()
    .from(deployments)
    .where(and(eq(deployments.workspaceId, ctx.workspaceId), eq(deployments.id, id)))
    .for("update");
  if (!row) throw noDeployment(id);
  const [agent] = await tx
    .select({ archivedAt: agents.archivedAt })
    .from(agents)
    .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.id, row.agentId)));
  return { row, view: toDeploymentView(row, agent?.archivedAt ?? null, ctx.clock.now()) };
}

export type DeploymentFilter = {
  agentId?: AgentId;
  status?: DeploymentStatus;
  includeArchived?: boolean;
  createdFrom?: Date;
  createdTo?: Date;
  limit: number;
  cursor?: string | null;
};

/** Newest first. Throws `forbidden`, `invalid_input` (a status together with archived ones, which have none). */
export async function listDeployments(ctx: Ctx, filter: DeploymentFilter): Promise<Page<DeploymentView>> {
  assertCan(ctx.actor, "read");
  if (filter.status && filter.includeArchived)
    throw new AppError("invalid_input", "status: can't be combined with include_archived.", {
      details: { fields: { status: "can't be combined with include_archived." } },
    });
  const cursor = decodeCursor("deployments", filter.cursor, 1);
  const now = ctx.clock.now();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ row: deployments, agentArchivedAt: agents.archivedAt })
      .from(deployments)
      .innerJoin(agents, ofAgent)
      .where(
        and(
          eq(deployments.workspaceId, ctx.workspaceId),
          filter.includeArchived ? undefined : and(isNull(deployments.archivedAt), isNull(agents.archivedAt)),
          filter.status === "active" ? isNull(deployments.pausedReason) : undefined,
          filter.status === "paused" ? isNotNull(deployments.pausedReason) : undefined,
          filter.agentId ? eq(deployments.agentId, filter.agentId) : undefined,
          filter.createdFrom ? gte(deployments.createdAt, filter.createdFrom) : undefined,
          filter.createdTo ? lte(deployments.createdAt, filter.createdTo) : undefined,
          cursor ? lt(deployments.id, String(cursor[0]) as DeploymentId) : undefined,
        ),
      )
      .orderBy(desc(deployments.id))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      ({ row }) => encodeCursor("deployments", [row.id]),
      ({ row, agentArchivedAt }) => toDeploymentView(row, agentArchivedAt, now),
    );
  });
}

/** Throws `forbidden`, `not_found`. */
export async function getDeploymentRun(ctx: Ctx, id: DeploymentRunId): Promise<DeploymentRunView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(deploymentRuns)
      .where(and(eq(deploymentRuns.workspaceId, ctx.workspaceId), eq(deploymentRuns.id, id)));
    if (!row) throw new AppError("not_found", `There is no deployment run ${id}.`);
    return toRunView(row);
  });
}

export type RunFilter = {
  deploymentId?: DeploymentId;
  hasError?: boolean;
  triggerType?: TriggerType;
  created?: { gt?: Date; gte?: Date; lt?: Date; lte?: Date };
  limit: number;
  cursor?: string | null;
};

/** Newest first; of a deployment that is not there, none. Throws `forbidden`. */
export async function listDeploymentRuns(ctx: Ctx, filter: RunFilter): Promise<Page<DeploymentRunView>> {
  assertCan(ctx.actor, "read");
  const cursor = decodeCursor("deployment_runs", filter.cursor, 1);
  const { created = {} } = filter;
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(deploymentRuns)
      .where(
        and(
          eq(deploymentRuns.workspaceId, ctx.workspaceId),
          filter.deploymentId ? eq(deploymentRuns.deploymentId, filter.deploymentId) : undefined,
          filter.hasError === undefined ? undefined : sql`(${deploymentRuns.error} is not null) = ${filter.hasError}`,
          filter.triggerType ? eq(deploymentRuns.triggerType, filter.triggerType) : undefined,
          created.gt ? gt(deploymentRuns.createdAt, created.gt) : undefined,
          created.gte ? gte(deploymentRuns.createdAt, created.gte) : undefined,
          created.lt ? lt(deploymentRuns.createdAt, created.lt) : undefined,
          created.lte ? lte(deploymentRuns.createdAt, created.lte) : undefined,
          cursor ? lt(deploymentRuns.id, String(cursor[0]) as DeploymentRunId) : undefined,
        ),
      )
      .orderBy(desc(deploymentRuns.id))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("deployment_runs", [row.id]), toRunView);
  });
}
