import { and, desc, eq, gte, isNull, lt, lte } from "drizzle-orm";
import { agents, agentVersions } from "@/lib/agents/schema";
import type { AgentVersionView, AgentView, StoreAgent } from "@/lib/agents/types";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { AgentId, MemoryStoreId } from "@/lib/ids";
import { cursorNumber, decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

type Row = { agent: typeof agents.$inferSelect; version: typeof agentVersions.$inferSelect };

const headVersion = and(
  eq(agentVersions.workspaceId, agents.workspaceId),
  eq(agentVersions.agentId, agents.id),
  eq(agentVersions.version, agents.headVersion),
);

/** The agent at its head version, or at the one asked for. Throws `not_found`. */
export async function getAgent(ctx: Ctx, agentId: AgentId, version?: number): Promise<AgentView> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ agent: agents, version: agentVersions })
      .from(agents)
      .innerJoin(
        agentVersions,
        version === undefined
          ? headVersion
          : and(
              eq(agentVersions.workspaceId, agents.workspaceId),
              eq(agentVersions.agentId, agents.id),
              eq(agentVersions.version, version),
            ),
      )
      .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.id, agentId)));
    if (!row)
      throw new AppError(
        "not_found",
        version === undefined ? `There is no agent ${agentId}.` : `Agent ${agentId} has no version ${version}.`,
      );
    return toAgentView(row);
  });
}

export type AgentFilter = { includeArchived?: boolean; createdFrom?: Date; createdTo?: Date; limit: number; cursor?: string | null };

/** Newest first. */
export async function listAgents(ctx: Ctx, filter: AgentFilter): Promise<Page<AgentView>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("agents", filter.cursor, 1);
    const rows = await tx
      .select({ agent: agents, version: agentVersions })
      .from(agents)
      .innerJoin(agentVersions, headVersion)
      .where(
        and(
          eq(agents.workspaceId, ctx.workspaceId),
          filter.includeArchived ? undefined : isNull(agents.archivedAt),
          filter.createdFrom ? gte(agents.createdAt, filter.createdFrom) : undefined,
          filter.createdTo ? lte(agents.createdAt, filter.createdTo) : undefined,
          cursor ? lt(agents.id, cursor[0] as AgentId) : undefined,
        ),
      )
      .orderBy(desc(agents.id))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("agents", [row.agent.id]), toAgentView);
  });
}

/** The oldest living agent of that name, or null. Call inside `inWorkspace`. */
export async function findAgentByName(tx: Tx, ctx: Ctx, name: string): Promise<AgentId | null> {
  const [row] = await tx
    .select({ id: agents.id })
    .from(agents)
    .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.name, name), isNull(agents.archivedAt)))
    .orderBy(agents.id)
    .limit(1);
  return row?.id ?? null;
}

/** The agent whose learnings live in that store, or null. Call inside `inWorkspace`. */
export async function findAgentOfStore(tx: Tx, ctx: Ctx, storeId: MemoryStoreId): Promise<AgentId | null> {
  const [row] = await tx
    .select({ id: agents.id })
    .from(agents)
    .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.learningsStoreId, storeId)))
    .orderBy(agents.id)
    .limit(1);
  return row?.id ?? null;
}

/** The agents that learn into that store, the first one first; none where the store stands alone. */
export async function listStoreAgents(ctx: Ctx, storeId: MemoryStoreId): Promise<StoreAgent[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx
      .select({ id: agents.id, name: agents.name, version: agents.headVersion, archivedAt: agents.archivedAt })
      .from(agents)
      .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.learningsStoreId, storeId)))
      .orderBy(agents.id)
      .limit(100),
  );
}

/** Newest first, each with its whole configuration. Throws `not_found`. */
export async function listAgentVersions(
  ctx: Ctx,
  filter: { agentId: AgentId; limit: number; cursor?: string | null },
): Promise<Page<AgentVersionView>> {
  await getAgent(ctx, filter.agentId);
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("agent_versions", filter.cursor, 1);
    const rows = await tx
      .select({
        version: agentVersions.version,
        config: agentVersions.config,
        message: agentVersions.message,
        createdAt: agentVersions.createdAt,
        createdByType: agentVersions.createdByType,
        createdByName: agentVersions.createdByName,
      })
      .from(agentVersions)
      .where(
        and(
          eq(agentVersions.workspaceId, ctx.workspaceId),
          eq(agentVersions.agentId, filter.agentId),
          cursor ? lt(agentVersions.version, cursorNumber(cursor[0])) : undefined,
        ),
      )
      .orderBy(desc(agentVersions.version))
      .limit(filter.limit + 1);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor("agent_versions", [row.version]),
      (row) => row,
    );
  });
}

/** The agent as it was at one of its versions. Pure. */
export function asOfVersion(agent: AgentView, version: AgentVersionView): AgentView {
  const updatedAt = version.version === agent.version ? agent.updatedAt : version.createdAt;
  return { ...agent, version: version.version, config: version.config, updatedAt };
}

export function toAgentView({ agent, version }: Row): AgentView {
  return {
    id: agent.id,
    version: version.version,
    config: version.config,
    dreaming: agent.dreaming,
    retention: agent.retention,
    wallKey: agent.wallKey,
    learningsStoreId: agent.learningsStoreId,
    outcomeDefinitionId: agent.outcomeDefinitionId,
    createdAt: agent.createdAt,
    // An earlier version last changed when it was made.
    updatedAt: version.version === agent.headVersion ? agent.updatedAt : version.createdAt,
    archivedAt: agent.archivedAt,
  };
}
