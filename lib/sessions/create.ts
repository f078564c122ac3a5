/** Begins sessions: ours, which the agent loop runs, and those that run elsewhere and are reported. */
import { and, eq, inArray } from "drizzle-orm";
import { assertServersFitTools } from "@/lib/agents/config-rules";
import type { AgentOverrides } from "@/lib/agents/inputs";
import { getAgent } from "@/lib/agents/queries";
import { agents } from "@/lib/agents/schema";
import type { AgentConfig } from "@/lib/agents/types";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { hashOf } from "@/lib/canonical-json";
import { asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { environments } from "@/lib/environments/schema";
import { AppError } from "@/lib/errors";
import { type AgentId, type EnvironmentId, type Id, type MemoryStoreId, newId, type SessionId } from "@/lib/ids";
import { memoryStores } from "@/lib/memory/schema";
import { beginSession, type LiveState } from "@/lib/sessions/draft";
import { type FirstEvent, outcomesNotServed } from "@/lib/sessions/event-inputs";
import { liveSessions, sessionResources } from "@/lib/sessions/live-schema";
import { mountPaths } from "@/lib/sessions/mount-paths";
import { getSession } from "@/lib/sessions/queries";
import { agentSnapshots, sessions } from "@/lib/sessions/schema";
import type { SessionView } from "@/lib/sessions/types";

export type NewSession = {
  agent: { id: AgentId; version?: number; overrides?: AgentOverrides };
  environmentId: EnvironmentId;
  title?: string | null;
  metadata?: Record<string, string>;
  resources?: { memoryStoreId: MemoryStoreId; access?: "read_write" | "read_only"; instructions?: string | null }[];
  initialEvents?: FirstEvent[];
  budgetMicroUsd?: number | null;
  deploymentId?: Id<"deployment">;
  /** `live` unless said: run by us. `api`: runs elsewhere, its events are reported. */
  source?: "live" | "api";
  externalId?: string | null;
};

const NEW_STATE: LiveState = {
  headSeq: 0,
  run: 0,
  isActive: false,
  activatedAt: null,
  pickedUpAt: null,
  stopReason: null,
  requestId: null,
  failures: 0,
  retryAt: null,
  turnRequests: 0,
  interruptId: null,
  contextFrom: 0,
  messageCount: 0,
  contextTokens: 0,
  runningSince: null,
  activeMs: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  costMicroUsd: 0,
  hasUnpriced: false,
  budgetMicroUsd: null,
  indexedSeq: 0,
};

/**
 * Makes a session, with its first events all or none: with some it starts `running`. Throws `forbidden`, `not_found` (agent, version, environment,
 * store), `invalid_input` with reason `agent_archived`, `environment_archived`, `environment_not_usable`, `memory_store_archived`,
 * `learnings_read_only`, and `conflict` with reason `external_id_known`.
 */
export async function createSession(ctx: Ctx, input: NewSession): Promise<SessionView> {
  assertCan(ctx.actor, "session.write");
  if (input.initialEvents?.some((event) => event.type === "user.define_outcome")) throw outcomesNotServed();
  return inWorkspace(ctx, async (tx, inner) => {
    const agent = await agentFor(inner, input.agent);
    await assertUsableEnvironment(tx, inner, input.environmentId);
    const resources = await attachable(tx, inner, input.resources ?? []);
    const id = newId("session", ctx.clock.now().getTime());
    const snapshotHash = await insertSession(tx, inner, id, agent, input);
    await insertResources(tx, inner, id, resources);
    const source = input.source ?? "live";
    const session = {
      id,
      agentId: agent.id,
      environmentId: input.environmentId,
      source,
      status: "idle",
      archivedAt: null,
      snapshotHash,
    } as const;
    const state = { ...NEW_STATE, budgetMicroUsd: input.budgetMicroUsd ?? null };
    await tx.insert(liveSessions).values({ workspaceId: ctx.workspaceId, sessionId: id, ...state });
    await beginSession(tx, inner, session, state, async (draft) => {
      draft.tell("session.created");
      draft.queue();
      if (!input.initialEvents?.length) return;
      for (const { type, ...payload } of input.initialEvents)
        draft.append({ type, trust: type === "system.message" ? "operator" : "user", payload, processedAt: null });
      draft.run();
      draft.wake();
    });
    recordAudit(tx, inner, {
      action: "session.create",
      subject: { type: "session", id },
      details: { agent_id: agent.id, version: agent.version, source },
    });
    return getSession(asSystem(inner, "sessions"), id);
  });
}

type ChosenAgent = { id: AgentId; version: number; config: AgentConfig };

async function agentFor(ctx: Ctx, chosen: NewSession["agent"]): Promise<ChosenAgent> {
  const agent = await getAgent(asSystem(ctx, "sessions"), chosen.id, chosen.version);
  if (agent.archivedAt) {
    throw new AppError("invalid_input", "This agent is archived: it runs no new sessions.", { details: { reason: "agent_archived" } });
  }
  return { id: agent.id, version: agent.version, config: overridden(agent.config, chosen.overrides ?? {}) };
}

/** What is left out is inherited, null or empty clears, a value replaces. Throws `invalid_input` where tools and MCP servers don't fit each other. */
export function overridden(config: AgentConfig, overrides: AgentOverrides): AgentConfig {
  const { model, system, tools, mcp_servers, skills } = overrides;
  const result = {
    ...config,
    model: model ?? config.model,
    system: system === undefined ? config.system : system || null,
    tools: tools === undefined ? config.tools : (tools ?? []),
    mcp_servers: mcp_servers === undefined ? config.mcp_servers : (mcp_servers ?? []),
    skills: skills === undefined ? config.skills : (skills ?? []),
  };
  if (tools !== undefined || mcp_servers !== undefined) assertServersFitTools(result);
  return result;
}

/** Call inside `inWorkspace`. Throws `not_found`, `invalid_input` (reasons `environment_archived`, `environment_not_usable`). */
export async function assertUsableEnvironment(tx: Tx, ctx: Ctx, id: EnvironmentId): Promise<void> {
  const [environment] = await tx
    .select({ archivedAt: environments.archivedAt, isImported: environments.isImported })
    .from(environments)
    .where(and(eq(environments.workspaceId, ctx.workspaceId), eq(environments.id, id)))
    .for("share");
  if (!environment) throw new AppError("not_found", `There is no environment ${id}.`, { details: { reason: "environment_not_found" } });
  if (environment.archivedAt) {
    throw new AppError("invalid_input", "This environment is archived: no new session can use it.", {
      details: { reason: "environment_archived" },
    });
  }
  if (environment.isImported) {
    throw new AppError("invalid_input", "Past sessions live in this environment; nothing runs there. Create another.", {
      details: { reason: "environment_not_usable" },
    });
  }
}

type Attached = {
  memoryStoreId: MemoryStoreId;
  access: "read_write" | "read_only";
  instructions: string | null;
  name: string;
  description: string;
};

/** The stores to attach, as they are now. What a session writes never reaches learnings without review, so a learnings store is read-only. */
export async function attachable(tx: Tx, ctx: Ctx, asked: NonNullable<NewSession["resources"]>): Promise<Attached[]> {
  if (asked.length === 0) return [];
  const ids = asked.map((one) => one.memoryStoreId);
  if (new Set(ids).size < ids.length)
    throw new AppError("invalid_input", "A memory store is attached twice.", { details: { reason: "duplicate_resource" } });
  const stores = await tx
    .select({ id: memoryStores.id, name: memoryStores.name, description: memoryStores.description, archivedAt: memoryStores.archivedAt })
    .from(memoryStores)
    .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), inArray(memoryStores.id, ids)));
  const owners = await tx
    .select({ storeId: agents.learningsStoreId })
    .from(agents)
    .where(and(eq(agents.workspaceId, ctx.workspaceId), inArray(agents.learningsStoreId, ids)));
  const learnings = new Set(owners.map((owner) => owner.storeId));
  return asked.map(({ memoryStoreId, access, instructions }) => {
    const store = stores.find((one) => one.id === memoryStoreId);
    if (!store)
      throw new AppError("not_found", `There is no memory store ${memoryStoreId}.`, { details: { reason: "memory_store_not_found" } });
    if (store.archivedAt) {
      throw new AppError("invalid_input", `The memory store ${memoryStoreId} is archived: it can't be attached.`, {
        details: { reason: "memory_store_archived" },
      });
    }
    if (learnings.has(memoryStoreId) && access === "read_write") {
      throw new AppError("invalid_input", "Learnings change only through review: attach their store with access read_only.", {
        details: { reason: "learnings_read_only" },
      });
    }
    const given = access ?? (learnings.has(memoryStoreId) ? "read_only" : "read_write");
    return { memoryStoreId, access: given, instructions: instructions ?? null, name: store.name, description: store.description };
  });
}

async function insertResources(tx: Tx, ctx: Ctx, sessionId: SessionId, attached: readonly Attached[]): Promise<void> {
  if (attached.length === 0) return;
  const now = ctx.clock.now();
  const paths = mountPaths(attached.map((one) => one.name));
  await tx.insert(sessionResources).values(
    attached.map((one, position) => ({
      workspaceId: ctx.workspaceId,
      sessionId,
      id: newId("sessionResource", now.getTime()),
      position,
      ...one,
      mountPath: paths[position] ?? "",
      createdAt: now,
    })),
  );
}

async function insertSession(tx: Tx, ctx: Ctx, id: SessionId, agent: ChosenAgent, input: NewSession): Promise<string> {
  const now = ctx.clock.now();
  const hash = hashOf(agent.config);
  await tx.insert(agentSnapshots).values({ workspaceId: ctx.workspaceId, hash, config: agent.config }).onConflictDoNothing();
  const made = await tx
    .insert(sessions)
    .values({
      workspaceId: ctx.workspaceId,
      id,
      agentId: agent.id,
      agentVersion: agent.version,
      agentSnapshotHash: hash,
      environmentId: input.environmentId,
      status: "idle",
      title: input.title ?? null,
      metadata: input.metadata ?? {},
      source: input.source ?? "live",
      externalId: input.externalId ?? null,
      dedupeKey: input.externalId ? `x:${input.externalId}` : null,
      deploymentId: input.deploymentId ?? null,
      model: agent.config.model.id,
      occurredAt: now,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: sessions.id });
  if (made.length === 0) {
    throw new AppError("conflict", `The agent has a session with the external id ${input.externalId} already.`, {
      details: { reason: "external_id_known" },
    });
  }
  return hash;
}
