import { and, eq, isNull, sql } from "drizzle-orm";
import { assertServersFitTools } from "@/lib/agents/config-rules";
import type { CreateAgentInput, UpdateAgentInput } from "@/lib/agents/inputs";
import { resolveMultiagent, withSelfAt } from "@/lib/agents/multiagent";
import { findAgentByName, getAgent } from "@/lib/agents/queries";
import { agents, agentVersions } from "@/lib/agents/schema";
import {
  type AgentConfig,
  type AgentModel,
  type AgentView,
  DEFAULT_DREAMING,
  DEFAULT_RETENTION,
  type DreamingSettings,
} from "@/lib/agents/types";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { canonicalJson } from "@/lib/canonical-json";
import { actorId, asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import { type AgentId, newId } from "@/lib/ids";
import { insertMemoryStore } from "@/lib/memory/commands";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

/** Makes an agent at version 1 with an empty learnings store of its own. Throws `forbidden`. */
export async function createAgent(ctx: Ctx, input: CreateAgentInput): Promise<AgentView> {
  assertCan(ctx.actor, "agent.create");
  if (input.retention || input.dreaming?.budget) assertCan(ctx.actor, "agent.limits");
  return inWorkspace(ctx, (tx, inner) => insertAgent(tx, inner, input));
}

/**
 * The living agent of that name, made when there is none; of two imports that race, one makes it. Call inside `inWorkspace`; the caller has
 * checked the permission.
 */
export async function ensureAgentNamed(tx: Tx, ctx: Ctx, input: CreateAgentInput): Promise<AgentId> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`agent-name:${ctx.workspaceId}:${input.name}`}, 0))`);
  return (await findAgentByName(tx, ctx, input.name)) ?? (await insertAgent(tx, ctx, input)).id;
}

async function insertAgent(tx: Tx, ctx: Ctx, input: CreateAgentInput): Promise<AgentView> {
  const now = ctx.clock.now();
  const id = newId("agent", now.getTime());
  const config: AgentConfig = {
    name: input.name,
    description: input.description || null,
    model: input.model,
    system: input.system || null,
    tools: input.tools ?? [],
    mcp_servers: input.mcp_servers ?? [],
    skills: input.skills ?? [],
    metadata: input.metadata ?? {},
    multiagent: input.multiagent ? await resolveMultiagent(ctx, input.multiagent, { id, version: 1 }, null) : null,
  };
  assertServersFitTools(config);
  const learningsStoreId = await insertMemoryStore(tx, ctx, {
    name: `Learnings of ${input.name}`.slice(0, 255),
    description: `What ${input.name} has learned.`.slice(0, 1024),
  });
  const view: AgentView = {
    id,
    version: 1,
    config,
    dreaming: mergeDreaming(DEFAULT_DREAMING, input.dreaming),
    retention: { ...DEFAULT_RETENTION, ...withoutUndefined(input.retention ?? {}) },
    wallKey: input.wall_key ?? null,
    learningsStoreId,
    outcomeDefinitionId: null,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
  await tx.insert(agents).values({
    workspaceId: ctx.workspaceId,
    id,
    name: config.name,
    headVersion: 1,
    dreaming: view.dreaming,
    retention: view.retention,
    wallKey: view.wallKey,
    learningsStoreId,
    createdAt: now,
    updatedAt: now,
  });
  await insertVersion(tx, ctx, { agentId: id, version: 1, config, message: null });
  recordAudit(tx, ctx, { action: "agent.create", subject: { type: "agent", id }, after: view, details: { name: config.name, version: 1 } });
  await recordWebhookEvent({ ...ctx, tx }, { type: "agent.created", id });
  return view;
}

/**
 * Puts an agent out of use for good: it keeps its sessions, learnings and history, and refuses changes and dreams from now on. Archiving it
 * again changes nothing. Throws `forbidden`, `not_found`.
 */
export async function archiveAgent(ctx: Ctx, agentId: AgentId): Promise<AgentView> {
  assertCan(ctx.actor, "agent.archive");
  return inWorkspace(ctx, async (tx, inner) => {
    await lockAgent(tx, inner, agentId);
    const current = await getAgent(asSystem(inner, "agents"), agentId);
    if (current.archivedAt) return current;
    const now = ctx.clock.now();
    await tx
      .update(agents)
      .set({ archivedAt: now, updatedAt: now })
      .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.id, agentId)));
    const next: AgentView = { ...current, archivedAt: now, updatedAt: now };
    recordAudit(tx, inner, {
      action: "agent.archive",
      subject: { type: "agent", id: agentId },
      before: current,
      after: next,
      details: { name: current.config.name, version: current.version },
    });
    await recordWebhookEvent(inner, { type: "agent.archived", id: agentId });
    return next;
  });
}

/**
 * Gives an agent the configuration of an earlier version, as a new version. Throws as `updateAgent`; `conflict` (reason `same_version`) where
 * it is that already.
 */
export async function restoreAgentVersion(ctx: Ctx, agentId: AgentId, version: number): Promise<AgentView> {
  assertCan(ctx.actor, "agent.update");
  return inWorkspace(ctx, async (tx, inner) => {
    const current = await lockLivingAgent(tx, inner, agentId);
    const { config: old } = await getAgent(asSystem(inner, "agents"), agentId, version);
    const asked = { ...old, multiagent: withSelfAt(old.multiagent, { id: agentId, version: current.version }) };
    const restored = await saveAgent(tx, inner, current, { asked, settings: settingsOf(current), message: `Restored version ${version}` });
    if (restored.version === current.version)
      throw new AppError("conflict", `The agent is as version ${version} already.`, { details: { reason: "same_version" } });
    return restored;
  });
}

/** Throws `not_found`, `invalid_input` (archived). */
async function lockLivingAgent(tx: Tx, ctx: Ctx, agentId: AgentId): Promise<AgentView> {
  await lockAgent(tx, ctx, agentId);
  const agent = await getAgent(asSystem(ctx, "agents"), agentId);
  if (agent.archivedAt)
    throw new AppError("invalid_input", "This agent is archived and can't change.", { details: { reason: "archived" } });
  return agent;
}

async function lockAgent(tx: Tx, ctx: Ctx, agentId: AgentId): Promise<void> {
  await tx
    .select({ id: agents.id })
    .from(agents)
    .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.id, agentId)))
    .for("update");
}

/**
 * Makes a new version where the configuration really changed; settings of dreaming and retention change in place.
 * Throws `forbidden`, `not_found`, `invalid_input` (archived), `conflict` (reason `version_conflict`: `version` is not the head).
 */
export async function updateAgent(ctx: Ctx, agentId: AgentId, input: UpdateAgentInput): Promise<AgentView> {
  assertCan(ctx.actor, "agent.update");
  if (input.retention || input.dreaming?.budget) assertCan(ctx.actor, "agent.limits");
  return inWorkspace(ctx, async (tx, inner) => {
    const current = await lockLivingAgent(tx, inner, agentId);
    if (input.version !== undefined && input.version !== current.version) {
      throw new AppError(
        "conflict",
        `The agent is at version ${current.version}, not ${input.version}. Read it again and repeat the change.`,
        {
          details: { reason: "version_conflict", current_version: current.version },
        },
      );
    }
    const asked = await nextConfig(inner, current, input);
    assertServersFitTools(asked);
    const settings = {
      dreaming: mergeDreaming(current.dreaming, input.dreaming),
      retention: { ...current.retention, ...withoutUndefined(input.retention ?? {}) },
      wallKey: input.wall_key === undefined ? current.wallKey : input.wall_key,
    };
    return saveAgent(tx, inner, current, { asked, settings, message: input.message || null });
  });
}

type Settings = Pick<AgentView, "dreaming" | "retention" | "wallKey">;

const settingsOf = ({ dreaming, retention, wallKey }: AgentView): Settings => ({ dreaming, retention, wallKey });

/** Makes a new version where the configuration is another, sets the settings, or does nothing. */
async function saveAgent(
  tx: Tx,
  ctx: Ctx,
  current: AgentView,
  { asked, settings, message }: { asked: AgentConfig; settings: Settings; message: string | null },
): Promise<AgentView> {
  const { id: agentId } = current;
  const isNewVersion = canonicalJson(asked) !== canonicalJson(current.config);
  if (!isNewVersion && canonicalJson(settings) === canonicalJson(settingsOf(current))) return current;
  const now = ctx.clock.now();
  const version = isNewVersion ? current.version + 1 : current.version;
  const config: AgentConfig = { ...asked, multiagent: withSelfAt(asked.multiagent, { id: agentId, version }) };
  if (isNewVersion) await insertVersion(tx, ctx, { agentId, version, config, message });
  await tx
    .update(agents)
    .set({ ...settings, name: config.name, headVersion: version, updatedAt: now })
    .where(and(eq(agents.workspaceId, ctx.workspaceId), eq(agents.id, agentId), isNull(agents.archivedAt)));
  const next: AgentView = { ...current, ...settings, config, version, updatedAt: now };
  recordAudit(tx, ctx, {
    action: "agent.update",
    subject: { type: "agent", id: agentId },
    before: current,
    after: next,
    details: { version },
  });
  await recordWebhookEvent({ ...ctx, tx }, { type: "agent.updated", id: agentId });
  return next;
}

type NewVersion = { agentId: AgentId; version: number; config: AgentConfig; message: string | null };

async function insertVersion(tx: Tx, ctx: Ctx, input: NewVersion): Promise<void> {
  await tx.insert(agentVersions).values({
    workspaceId: ctx.workspaceId,
    ...input,
    createdAt: ctx.clock.now(),
    createdByType: ctx.actor.type,
    createdById: actorId(ctx.actor),
    createdByName: "name" in ctx.actor ? ctx.actor.name : null,
  });
}

/** The configuration that was asked for, its own entry in a roster still at the present version. */
async function nextConfig(ctx: Ctx, { id, version, config: current }: AgentView, input: UpdateAgentInput): Promise<AgentConfig> {
  const metadata = { ...current.metadata };
  for (const [key, value] of Object.entries(input.metadata ?? {})) {
    if (value === null) delete metadata[key];
    else metadata[key] = value;
  }
  if (Object.keys(metadata).length > 16)
    throw new AppError("invalid_input", "metadata: at most 16 keys.", { details: { fields: { metadata: "at most 16 keys" } } });
  return {
    name: input.name ?? current.name,
    description: input.description === undefined ? current.description : input.description || null,
    model: input.model ? nextModel(current.model, input.model) : current.model,
    system: input.system === undefined ? current.system : input.system || null,
    tools: input.tools === undefined ? current.tools : (input.tools ?? []),
    mcp_servers: input.mcp_servers === undefined ? current.mcp_servers : (input.mcp_servers ?? []),
    skills: input.skills === undefined ? current.skills : (input.skills ?? []),
    metadata,
    multiagent:
      input.multiagent === undefined
        ? current.multiagent
        : input.multiagent && (await resolveMultiagent(ctx, input.multiagent, { id, version }, current.multiagent)),
  };
}

/** Replaces the whole, but for an effort that is not mentioned. */
function nextModel(current: AgentModel, { effort, ...model }: NonNullable<UpdateAgentInput["model"]>): AgentModel {
  const kept = effort === undefined ? current.effort : effort;
  return kept ? { ...model, effort: kept } : model;
}

function mergeDreaming(current: DreamingSettings, patch: CreateAgentInput["dreaming"]): DreamingSettings {
  if (!patch) return current;
  const { budget, ...rest } = patch;
  return { ...current, ...withoutUndefined(rest), budget: { ...current.budget, ...withoutUndefined(budget ?? {}) } };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
