/** Dreams and their stages on the wire. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "@hono/zod-openapi";
import { ActorRef, idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { snakeCase } from "@/lib/api/snake-case";
import {
  type AnyDreamView,
  CHANGE_ACTIONS,
  DECISION_STATUSES,
  DREAM_STAGES,
  DREAM_STATUSES,
  type Funnel,
  STAGE_STATES,
  type StageView,
} from "@/lib/dreaming/types";

const count = z.number().int();

const counts = <K extends string>(names: readonly K[]) => {
  const shape = Object.fromEntries(names.map((name) => [name, count])) as Record<K, typeof count>;
  return z.object(shape);
};

export const DreamSessions = z
  .union([
    z.literal("new"),
    z.object({ since: maybeInstant("From here on, inclusive."), until: maybeInstant("Up to here, exclusive.") }),
    z.object({ session_ids: z.array(idOf("session", "A session of the agent.")) }),
    z.object({ last: count }),
  ])
  .openapi({ description: "`new`, a window over when the sessions took place, chosen sessions, or the latest so many." });

export const WireDream = z
  .object({
    id: idOf("dream", "Id of the dream."),
    type: z.literal("dream"),
    status: z.enum(DREAM_STATUSES),
    inputs: z
      .array(
        z.union([
          z.object({ type: z.literal("agent"), agent_id: idOf("agent", "Whose sessions."), sessions: DreamSessions }),
          z.object({ type: z.literal("memory_store"), memory_store_id: z.string() }),
          z.object({ type: z.literal("sessions"), session_ids: z.array(z.string()) }),
        ]),
      )
      .openapi({ description: "A memory store and sessions in the order of their ids; or one agent." }),
    outputs: z
      .array(z.object({ type: z.literal("memory_store"), memory_store_id: z.string() }))
      .openapi({ description: "The store that a store's dream writes to, once it runs. Empty for an agent's: it proposes changes." }),
    model: z
      .object({ id: z.string(), speed: z.literal("standard") })
      .nullable()
      .openapi({ description: "Null where no model was asked for." }),
    instructions: z.string().nullable(),
    output_behavior: z
      .discriminatedUnion("type", [
        z.object({ type: z.literal("create_new") }),
        z.object({ type: z.literal("update_existing"), memory_store_id: z.string() }),
      ])
      .openapi({ description: "`create_new` for an agent's dream too: the store that it reads never changes before publication." }),
    session_id: z.null().openapi({ description: "Always null: a dream here runs as a job with stages, not as a session." }),
    usage: z.object({ input_tokens: count, output_tokens: count, cache_creation_input_tokens: count, cache_read_input_tokens: count }),
    error: z.object({ type: z.string(), message: z.string(), stage: z.enum(DREAM_STAGES).nullable() }).nullable(),
    agent_id: idOf("agent", "Whose sessions it reads; null for a store's dream.").nullable(),
    agent_name: z.string().nullable(),
    memory_store_id: idOf("memoryStore", "The store that it reads."),
    author: z.enum(["template", "claude"]).openapi({ description: "Who writes the prose." }),
    trigger: z.enum(["manual", "api", "schedule"]),
    requested_by: ActorRef,
    stage: z.enum(DREAM_STAGES).nullable(),
    progress: z.object({ done: count, total: count }).openapi({ description: "Of the present stage." }),
    sessions_read: count,
    cost_usd: z.number(),
    session_cost_usd: z
      .number()
      .nullable()
      .openapi({ description: "What the sessions that it reads cost, those whose cost is known; null when none is." }),
    sessions_without_cost: count.nullable().openapi({
      description:
        "How many of its sessions have no known cost: they ran elsewhere, or asked a model without a price. Null before the sessions were chosen.",
    }),
    base_revision: count.nullable().openapi({ description: "The store revision that its changes compare with." }),
    published_revision: count.nullable(),
    changes: counts(CHANGE_ACTIONS).openapi({ description: "How many changes it proposes, by action." }),
    decisions: counts([...DECISION_STATUSES, "held", "published"] as const).openapi({ description: "What became of them." }),
    funnel: z
      .object({
        sessions: count,
        labelled: count.openapi({ description: "Sessions with a known outcome." }),
        tested: count,
        candidates: count,
        dropped: z.record(z.string(), count).openapi({ description: "By reason." }),
        nearest_miss: z.string().nullable(),
      })
      .nullable()
      .openapi({ description: "What went in, what came out, and what dropped for which reason." }),
    created_at: instant("When it was asked for."),
    started_at: maybeInstant("When work on it began."),
    ended_at: maybeInstant("When it completed, failed or was canceled."),
    archived_at: maybeInstant("When it was archived."),
  })
  .openapi("Dream", { description: "The job that turns sessions and a store into proposed changes." });

/** Ours differ where an agent stands for store and sessions, where no model was asked for. */
type SdkDream = Omit<Anthropic.Beta.BetaDream, "inputs" | "model">;

export function toWireDream(dream: AnyDreamView): z.infer<typeof WireDream> {
  return {
    id: dream.id,
    type: "dream",
    status: dream.status,
    inputs: toWireInputs(dream),
    outputs: dream.outputStoreId === null ? [] : [{ type: "memory_store", memory_store_id: dream.outputStoreId }],
    model: dream.model === null ? null : { id: dream.model, speed: "standard" },
    instructions: dream.instructions,
    output_behavior:
      dream.outputBehavior === "update_existing" ? { type: "update_existing", memory_store_id: dream.storeId } : { type: "create_new" },
    session_id: null,
    usage: {
      input_tokens: dream.usage.inputTokens,
      output_tokens: dream.usage.outputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
    error: dream.error && { ...dream.error, type: toWireFault(dream) },
    agent_id: dream.agentId,
    agent_name: dream.agentName,
    memory_store_id: dream.storeId,
    author: dream.author,
    trigger: dream.trigger,
    requested_by: dream.requestedBy,
    stage: dream.stage,
    progress: dream.progress,
    sessions_read: dream.sessionsRead,
    cost_usd: dream.costUsd,
    session_cost_usd: dream.sessionCostUsd,
    sessions_without_cost: dream.uncostedSessions,
    base_revision: dream.baseRevision,
    published_revision: dream.publishedRevision,
    changes: dream.changes,
    decisions: dream.decisions,
    funnel: toWireFunnel(dream.funnel),
    created_at: toInstant(dream.createdAt),
    started_at: toMaybeInstant(dream.startedAt),
    ended_at: toMaybeInstant(dream.endedAt),
    archived_at: toMaybeInstant(dream.archivedAt),
  } satisfies SdkDream & z.infer<typeof WireDream>;
}

function toWireInputs({ agentId, storeId, scope }: AnyDreamView): z.infer<typeof WireDream>["inputs"] {
  if (agentId !== null) return [{ type: "agent", agent_id: agentId, sessions: toWireScope(scope) }];
  const session_ids = typeof scope === "object" && "sessionIds" in scope ? scope.sessionIds : [];
  return [
    { type: "memory_store", memory_store_id: storeId },
    { type: "sessions", session_ids },
  ];
}

const OFFICIAL_FAULTS = ["timeout", "internal_error", "input_memory_store_unavailable", "input_session_unavailable"];

/** A store's dream fails with the official API's words only. */
function toWireFault({ agentId, error }: AnyDreamView): string {
  const type = error?.type ?? "internal_error";
  return agentId !== null || OFFICIAL_FAULTS.includes(type) ? type : "internal_error";
}

/** Times as asked, in UTC. */
function toWireScope(scope: AnyDreamView["scope"]): z.infer<typeof DreamSessions> {
  if (scope === "new") return scope;
  if ("sessionIds" in scope) return { session_ids: scope.sessionIds };
  if ("last" in scope) return { last: scope.last };
  const inUtc = (time: string | null) => (time === null ? null : toInstant(new Date(time)));
  return { since: inUtc(scope.since), until: inUtc(scope.until) };
}

function toWireFunnel(funnel: Funnel | null): z.infer<typeof WireDream>["funnel"] {
  if (funnel === null) return null;
  const { sessions, labelled, tested, candidates, dropped, nearestMiss } = funnel;
  return { sessions, labelled, tested, candidates, dropped, nearest_miss: nearestMiss };
}

export const WireStage = z
  .object({
    type: z.literal("dream_stage"),
    stage: z.enum(DREAM_STAGES),
    state: z.enum(STAGE_STATES),
    done: count,
    total: count,
    attempts: count.openapi({ description: "More than one when a worker died in it." }),
    input_tokens: count,
    output_tokens: count,
    cost_usd: z.number(),
    summary: z.record(z.string(), z.unknown()).openapi({ description: "What the stage says in figures." }),
    started_at: maybeInstant("When it began."),
    ended_at: maybeInstant("When it ended."),
  })
  .openapi("DreamStage");

export function toWireStage(stage: StageView): z.infer<typeof WireStage> {
  return {
    type: "dream_stage",
    stage: stage.stage,
    state: stage.state,
    done: stage.done,
    total: stage.total,
    attempts: stage.attempts,
    input_tokens: stage.inputTokens,
    output_tokens: stage.outputTokens,
    cost_usd: stage.costUsd,
    // The names of figures are ours; what stands below them may be keyed by data.
    summary: Object.fromEntries(Object.entries(stage.summary).map(([name, value]) => [snakeCase(name), value])),
    started_at: toMaybeInstant(stage.startedAt),
    ended_at: toMaybeInstant(stage.endedAt),
  };
}
