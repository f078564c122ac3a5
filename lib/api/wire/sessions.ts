/** Sessions and their events on the wire. */

import type Anthropic from "@anthropic-ai/sdk";
import { z } from "@hono/zod-openapi";
import { idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { agentConfigFields, type OpenFields, toWireConfig } from "@/lib/api/wire/agents";
import { MICRO_USD_PER_CENT } from "@/lib/model/cost";
import {
  OUTCOME_SOURCES,
  SESSION_SOURCES,
  SESSION_STATUSES,
  type SessionEvent,
  type SessionResource,
  type SessionView,
} from "@/lib/sessions/types";

const count = z.number().int();
const nothingYet = z.array(z.unknown()).openapi({ description: "Always empty so far." });

const WireMoney = z.object({
  amount: z.string().openapi({ description: "Cents, as a decimal in a text." }),
  currency: z.literal("USD"),
});
const WireBudget = z.object({ type: z.literal("limit"), max_list_cost: WireMoney }).openapi("SessionBudget");

export const WireSessionResource = z
  .object({
    id: idOf("sessionResource", "Id of the attachment."),
    type: z.literal("memory_store"),
    memory_store_id: idOf("memoryStore", "The store."),
    access: z.enum(["read_write", "read_only"]),
    instructions: z.string().nullable(),
    name: z.string().openapi({ description: "As the store was named when it was attached." }),
    description: z.string(),
    mount_path: z.string().openapi({ description: "Where the agent finds it." }),
    created_at: instant("When it was attached."),
    updated_at: instant("As created_at: an attachment doesn't change."),
  })
  .openapi("SessionResource");

export function toWireResource(resource: SessionResource): z.infer<typeof WireSessionResource> {
  const at = toInstant(resource.createdAt);
  return {
    id: resource.id,
    type: "memory_store",
    memory_store_id: resource.memoryStoreId,
    access: resource.access,
    instructions: resource.instructions,
    name: resource.name,
    description: resource.description,
    mount_path: resource.mountPath,
    created_at: at,
    updated_at: at,
  };
}

export const WireSession = z
  .object({
    id: idOf("session", "Id of the session."),
    type: z.literal("session"),
    status: z.enum(SESSION_STATUSES),
    agent: z
      .object({ type: z.literal("agent"), id: idOf("agent", "Id of the agent."), version: count, ...agentConfigFields })
      .openapi({ description: "The agent's configuration as the session ran with it." }),
    environment_id: idOf("environment", "Where it ran."),
    title: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    resources: z.array(WireSessionResource).openapi({ description: "Memory stores attached to it." }),
    vault_ids: z.array(z.string()).openapi({ description: "Always empty so far." }),
    outcome_evaluations: nothingYet,
    usage: z.object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
      active_seconds: z.number(),
      list_cost: WireMoney.optional().openapi({ description: "At list prices; left out where a model without a price was asked." }),
    }),
    stats: z
      .object({ active_seconds: z.number(), duration_seconds: z.number() })
      .openapi({ description: "0 where the source has no times." }),
    budget: WireBudget.nullable(),
    deployment_id: z.string().nullable().openapi({ description: "The deployment that started it." }),
    external_id: z.string().nullable().openapi({ description: "The caller's own id of the session." }),
    source: z.enum(SESSION_SOURCES),
    task_id: z.string().nullable().openapi({ description: "The task this was one attempt at, where the source says so." }),
    import_id: z.string().nullable().openapi({ description: "The import that brought it." }),
    outcome: z
      .object({ success: z.boolean(), source: z.enum(OUTCOME_SOURCES).nullable() })
      .nullable()
      .openapi({ description: "The best verdict so far and who gave it; null without any." }),
    started_at: maybeInstant("When it began, as the source says."),
    ended_at: maybeInstant("When it ended, as the source says."),
    created_at: instant("When it was stored."),
    updated_at: instant("When it last changed."),
    archived_at: maybeInstant("When it was archived."),
  })
  .openapi("Session", { description: "One run of an agent." });

type SdkSession = Anthropic.Beta.BetaManagedAgentsSession;
type Fits = z.infer<typeof WireSession> &
  Omit<SdkSession, "agent" | "resources" | "outcome_evaluations"> & { agent: Omit<SdkSession["agent"], OpenFields> };

/** Millionths of a dollar as cents in a text, with as many decimals as it takes. */
function toWireMoney(microUsd: number): z.infer<typeof WireMoney> {
  return { amount: String(microUsd / MICRO_USD_PER_CENT), currency: "USD" };
}

function toWireUsage(session: SessionView, activeSeconds: number): z.infer<typeof WireSession>["usage"] {
  const { live, usage } = session;
  return {
    input_tokens: live ? live.inputTokens : (usage?.inputTokens ?? 0),
    output_tokens: live ? live.outputTokens : (usage?.outputTokens ?? 0),
    cache_read_input_tokens: live?.cacheReadTokens ?? 0,
    cache_creation: {
      ephemeral_5m_input_tokens: live?.cacheWrite5mTokens ?? 0,
      ephemeral_1h_input_tokens: live?.cacheWrite1hTokens ?? 0,
    },
    active_seconds: activeSeconds,
    ...(live && !live.hasUnpriced ? { list_cost: toWireMoney(live.costMicroUsd) } : {}),
  };
}

export function toWireSession(session: SessionView): z.infer<typeof WireSession> {
  const { startedAt, endedAt, outcomeSuccess, live } = session;
  const duration_seconds = startedAt && endedAt ? Math.max(0, (endedAt.getTime() - startedAt.getTime()) / 1000) : 0;
  const active_seconds = (live?.activeMs ?? 0) / 1000;
  return {
    id: session.id,
    type: "session",
    status: session.status,
    agent: { type: "agent", id: session.agentId, version: session.agentVersion, ...toWireConfig(session.agent) },
    environment_id: session.environmentId,
    title: session.title,
    metadata: session.metadata,
    resources: session.resources.map(toWireResource),
    vault_ids: [],
    outcome_evaluations: [],
    usage: toWireUsage(session, active_seconds),
    stats: { active_seconds, duration_seconds },
    budget: live?.budgetMicroUsd == null ? null : { type: "limit", max_list_cost: toWireMoney(live.budgetMicroUsd) },
    deployment_id: session.deploymentId,
    external_id: session.externalId,
    source: session.source,
    task_id: session.taskKey,
    import_id: session.importId,
    outcome: outcomeSuccess === null ? null : { success: outcomeSuccess, source: session.outcomeSource },
    started_at: toMaybeInstant(startedAt),
    ended_at: toMaybeInstant(endedAt),
    created_at: toInstant(session.createdAt),
    updated_at: toInstant(session.updatedAt),
    archived_at: toMaybeInstant(session.archivedAt),
  } satisfies Fits;
}

export const WireEvent = z
  .looseObject({
    id: idOf("event", "Id of the event."),
    type: z.string().openapi({ description: "Such as `user.message` or `agent.custom_tool_use`." }),
    processed_at: maybeInstant("When it took effect; null while it is queued."),
  })
  .openapi("SessionEvent", { description: "One entry of a session's append-only log, with the fields of its type." });

export function toWireEvent(event: SessionEvent): z.infer<typeof WireEvent> {
  return { ...event.payload, id: event.id, type: event.type, processed_at: toMaybeInstant(event.processedAt) };
}
