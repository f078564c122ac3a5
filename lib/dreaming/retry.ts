/** A failed dream, tried again: its finished stages are kept, so nothing that was paid for is paid twice. */
import { and, eq, ne } from "drizzle-orm";
import { getAgent } from "@/lib/agents/queries";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { asOneOpen, startDream } from "@/lib/dreaming/commands";
import type { StartDreamInput } from "@/lib/dreaming/inputs";
import { getDream } from "@/lib/dreaming/queries";
import { dreamStages, dreams } from "@/lib/dreaming/schema";
import type { DreamScope, DreamView } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import type { DreamId } from "@/lib/ids";
import { announce } from "@/lib/live";

/**
 * Puts a failed dream back to `pending` at the stage that failed; the door enqueues its new run. While it waits or runs already, a repeat changes
 * nothing. Throws `forbidden`, `not_found`, `invalid_input` (it did not fail, is archived, or its agent is), `conflict` (`already_dreaming`).
 */
export async function retryDream(ctx: Ctx, dreamId: DreamId): Promise<DreamView> {
  assertCan(ctx.actor, "dream.retry");
  try {
    return await inWorkspace(ctx, async (tx, inner) => {
      const reader = asSystem(inner, "dreaming");
      const key = and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId));
      const [dream] = await tx.select().from(dreams).where(key).for("update");
      if (!dream?.agentId) throw new AppError("not_found", `There is no dream ${dreamId} of an agent.`);
      if (dream.status === "pending" || dream.status === "running") return getDream(reader, dreamId);
      if (dream.status !== "failed") {
        throw new AppError("invalid_input", `This dream is ${dream.status}; only a failed one can be retried.`, {
          details: { reason: "not_failed" },
        });
      }
      if (dream.archivedAt)
        throw new AppError("invalid_input", "This dream is archived. Bring it back first.", { details: { reason: "archived" } });
      if ((await getAgent(reader, dream.agentId)).archivedAt) {
        throw new AppError("invalid_input", "This agent is archived and no longer dreams.", { details: { reason: "archived" } });
      }
      const now = inner.clock.now();
      const run = dream.run + 1;
      await tx
        .update(dreams)
        .set({
          status: "pending",
          run,
          queuedAt: now,
          error: null,
          startedAt: null,
          endedAt: null,
          progressDone: 0,
          progressTotal: 0,
          updatedAt: now,
        })
        .where(key);
      await tx
        .update(dreamStages)
        .set({ state: "pending", done: 0, total: 0, startedAt: null, endedAt: null })
        .where(and(eq(dreamStages.workspaceId, ctx.workspaceId), eq(dreamStages.dreamId, dreamId), ne(dreamStages.state, "completed")));
      recordAudit(tx, inner, {
        action: "dream.retry",
        subject: { type: "dream", id: dreamId },
        before: { status: dream.status, run: dream.run },
        after: { status: "pending", run },
        details: { run, from_stage: dream.error?.stage ?? null },
      });
      await announce(inner, { topic: "dreams", id: dreamId });
      return getDream(reader, dreamId);
    });
  } catch (error) {
    throw asOneOpen(error);
  }
}

/**
 * A new dream of the same agent, asked for as an earlier one was: same sessions, model and instructions, the agent's settings as they are now.
 * Throws as `startDream` does, and `not_found`.
 */
export async function dreamAnew(ctx: Ctx, dreamId: DreamId): Promise<DreamView> {
  assertCan(ctx.actor, "dream.create");
  const { agentId, scope, model, instructions } = await getDream(asSystem(ctx, "dreaming"), dreamId);
  return startDream(ctx, { agent_id: agentId, sessions: asAsked(scope), model, instructions }, "manual");
}

function asAsked(scope: DreamScope): StartDreamInput["sessions"] {
  return scope !== "new" && "sessionIds" in scope ? { session_ids: scope.sessionIds } : scope;
}
