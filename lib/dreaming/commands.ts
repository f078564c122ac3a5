import { and, eq, inArray, sql } from "drizzle-orm";
import { getAgent } from "@/lib/agents/queries";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { actorId, asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { StartDreamInput } from "@/lib/dreaming/inputs";
import { getAnyDream, getDream } from "@/lib/dreaming/queries";
import { dreamStages, dreams } from "@/lib/dreaming/schema";
import { countSelectable } from "@/lib/dreaming/session-scope";
import { type AnyDreamView, DREAM_STAGES, type DreamScope, type DreamStage, type DreamView } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import { type DreamId, newId, type SessionId } from "@/lib/ids";
import { announce } from "@/lib/live";

const UNIQUE_VIOLATION = "23505";

/**
 * Records a dream as `pending`; the door enqueues it. Throws `forbidden`, `not_found`, `invalid_input` (no session in scope, archived agent),
 * `conflict` (reason `already_dreaming`).
 */
export async function startDream(ctx: Ctx, input: StartDreamInput, trigger: "manual" | "api"): Promise<DreamView> {
  assertCan(ctx.actor, "dream.create");
  const scope = toScope(input.sessions);
  try {
    return await inWorkspace(ctx, async (tx, inner) => {
      const reader = asSystem(inner, "dreaming");
      const agent = await getAgent(reader, input.agent_id);
      if (agent.archivedAt)
        throw new AppError("invalid_input", "This agent is archived and no longer dreams.", { details: { reason: "archived" } });
      const { selected, all } = await countSelectable(reader, agent.id, scope);
      if (selected === 0) throw nothingToRead(scope, all);
      const now = ctx.clock.now();
      const id = newId("dream", now.getTime());
      await tx.insert(dreams).values({
        workspaceId: ctx.workspaceId,
        id,
        agentId: agent.id,
        storeId: agent.learningsStoreId,
        status: "pending",
        author: "template",
        trigger,
        requestedByType: ctx.actor.type,
        requestedById: actorId(ctx.actor),
        requestedByName: "name" in ctx.actor ? ctx.actor.name : null,
        scope,
        model: input.model ?? agent.dreaming.model,
        instructions: input.instructions ?? agent.dreaming.instructions,
        settings: agent.dreaming,
        createdAt: now,
        updatedAt: now,
      });
      await tx
        .insert(dreamStages)
        .values(
          DREAM_STAGES.map((stage) => ({ workspaceId: ctx.workspaceId, dreamId: id, stage, state: "pending" as const, summary: {} })),
        );
      recordAudit(tx, inner, { action: "dream.create", subject: { type: "dream", id }, details: { agent_id: agent.id, scope, trigger } });
      await announce(inner, { topic: "dreams", id });
      return getDream(reader, id);
    });
  } catch (error) {
    throw asOneOpen(error);
  }
}

function toScope(sessions: StartDreamInput["sessions"]): DreamScope {
  if (sessions === "new") return sessions;
  if ("session_ids" in sessions) return { sessionIds: [...new Set(sessions.session_ids as SessionId[])] };
  if ("last" in sessions) return { last: sessions.last };
  return { since: sessions.since ?? null, until: sessions.until ?? null };
}

/** `already_dreaming` in words, or `store_held`, where the database refused a second open dream of an agent or writer of a store; every other error as it is. */
export function asOneOpen(error: unknown): unknown {
  if (isUniqueViolation(error, "dreams_one_writer")) {
    return new AppError("conflict", "Another dream is writing to this memory store. Wait for it or cancel it.", {
      details: { reason: "store_held" },
      cause: error,
    });
  }
  if (!isUniqueViolation(error, "dreams_one_open")) return error;
  return new AppError("conflict", "This agent is dreaming already. Wait for that dream or cancel it.", {
    details: { reason: "already_dreaming" },
    cause: error,
  });
}

function nothingToRead(scope: DreamScope, all: number): AppError {
  const message =
    all === 0
      ? "This agent has no sessions yet. Import some first."
      : scope === "new"
        ? `There are no new sessions: earlier dreams have read all ${all}. Choose a date range to read them again.`
        : "sessionIds" in scope || "last" in scope
          ? "None of the chosen sessions can be read: they are another agent's, still running, or excluded from dreams."
          : `None of the agent's ${all} sessions lies in that range.`;
  return new AppError("invalid_input", message, { details: { reason: "no_sessions" } });
}

/** Cancels a dream at once; a second time changes nothing. Throws `forbidden`, `not_found`, `invalid_input` (it ended already). */
export async function cancelDream(ctx: Ctx, dreamId: DreamId): Promise<AnyDreamView> {
  assertCan(ctx.actor, "dream.cancel");
  return inWorkspace(ctx, async (tx, inner) => {
    const [dream] = await tx
      .select({ status: dreams.status })
      .from(dreams)
      .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)))
      .for("update");
    if (!dream) throw new AppError("not_found", `There is no dream ${dreamId}.`);
    if (dream.status === "completed" || dream.status === "failed") {
      throw new AppError("invalid_input", `This dream is ${dream.status} already.`, { details: { reason: "ended" } });
    }
    if (dream.status !== "canceled") {
      await endDream(inner, dreamId, { status: "canceled", error: null });
      recordAudit(tx, inner, {
        action: "dream.cancel",
        subject: { type: "dream", id: dreamId },
        before: dream,
        after: { status: "canceled" },
      });
    }
    return getAnyDream(asSystem(inner, "dreaming"), dreamId);
  });
}

/** Moves a pending dream to running; false when that run of it has ended already. Safe to repeat. For the worker. */
export async function beginDream(ctx: Ctx, dreamId: DreamId, run = 1): Promise<boolean> {
  return inWorkspace(ctx, async (tx, inner) => {
    const now = ctx.clock.now();
    const rows = await tx
      .update(dreams)
      .set({ status: "running", startedAt: sql`coalesce(${dreams.startedAt}, ${now.toISOString()}::timestamptz)`, updatedAt: now })
      .where(
        and(
          eq(dreams.workspaceId, ctx.workspaceId),
          eq(dreams.id, dreamId),
          eq(dreams.run, run),
          inArray(dreams.status, ["pending", "running"]),
        ),
      )
      .returning({ id: dreams.id });
    if (rows.length > 0) await announce(inner, { topic: "dreams", id: dreamId });
    return rows.length > 0;
  });
}

/** Ends a running dream as failed with what happened, in words for the operator. Changes nothing when that run has ended. For the worker. */
export async function failDream(ctx: Ctx, dreamId: DreamId, error: { type: string; message: string }, run?: number): Promise<void> {
  await inWorkspace(ctx, async (tx, inner) => {
    const [dream] = await tx
      .select({ status: dreams.status, stage: dreams.stage, run: dreams.run })
      .from(dreams)
      .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)))
      .for("update");
    if (!dream || (dream.status !== "pending" && dream.status !== "running")) return;
    if (run !== undefined && dream.run !== run) return;
    await endDream(inner, dreamId, { status: "failed", error: { ...error, stage: dream.stage } });
    recordAudit(tx, inner, {
      action: "dream.fail",
      subject: { type: "dream", id: dreamId },
      details: { stage: dream.stage, type: error.type },
    });
  });
}

type End = { status: "canceled" | "failed"; error: { type: string; message: string; stage: DreamStage | null } | null };

async function endDream(ctx: Ctx, dreamId: DreamId, end: End): Promise<void> {
  const { tx } = ctx;
  if (!tx) throw new AppError("internal", "Needs an open workspace transaction.");
  const now = ctx.clock.now();
  await announce(ctx, { topic: "dreams", id: dreamId });
  await tx
    .update(dreams)
    .set({ ...end, endedAt: now, updatedAt: now })
    .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)));
  await tx
    .update(dreamStages)
    .set({ state: end.status, endedAt: now })
    .where(and(eq(dreamStages.workspaceId, ctx.workspaceId), eq(dreamStages.dreamId, dreamId), eq(dreamStages.state, "running")));
}

function isUniqueViolation(error: unknown, constraint: string): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && cause.code === UNIQUE_VIOLATION && "constraint_name" in cause && cause.constraint_name === constraint)
      return true;
  }
  return false;
}
