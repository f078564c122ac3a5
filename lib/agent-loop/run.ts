/** Begins and ends runs of the loop under the session's lock: two never work on one session. */
import { sql } from "drizzle-orm";
import { closeRequest, isAtRest } from "@/lib/agent-loop/decide";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { isAppError } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";
import { changeSession } from "@/lib/sessions/draft";
import { indexLiveSession } from "@/lib/sessions/search-index";

/** Claims a run that no worker has begun; false when another was faster, or it is over. */
export async function claimRun(ctx: Ctx, sessionId: SessionId, run: number): Promise<boolean> {
  const claimed = await inWorkspace(ctx, (tx) =>
    tx.execute(sql`
      update live_sessions set picked_up_at = ${ctx.clock.now().toISOString()}::timestamptz
      where workspace_id = ${ctx.workspaceId} and session_id = ${sessionId} and run = ${run} and is_active and picked_up_at is null
      returning 1`),
  );
  return claimed.length > 0;
}

/**
 * Ends the run where nothing is left to do, and makes what was said findable. False when something came meanwhile: the run goes on. A deleted
 * session is at its end.
 */
export async function endRun(ctx: Ctx, sessionId: SessionId): Promise<boolean> {
  try {
    const isOver = await changeSession(ctx, sessionId, async (draft) => {
      if (!(await isAtRest(draft))) return false;
      draft.state.isActive = false;
      return true;
    });
    if (isOver) await indexLiveSession(ctx, sessionId);
    return isOver;
  } catch (error) {
    if (isAppError(error, "not_found")) return true;
    throw error;
  }
}

/** Ends a run that a fault of ours stopped: the session rests and says so, and takes new input. */
export async function failRun(ctx: Ctx, sessionId: SessionId): Promise<void> {
  await changeSession(ctx, sessionId, async (draft) => {
    const { session, state } = draft;
    if (session.archivedAt || session.status === "terminated") return;
    if (state.requestId && !state.retryAt) closeRequest(draft, true);
    draft.append({
      type: "session.error",
      trust: "operator",
      payload: {
        error: {
          type: "unknown_error",
          message: `A fault on our side stopped the agent. The server's log has it under ${sessionId}.`,
          retry_status: { type: "exhausted" },
        },
      },
    });
    Object.assign(state, { isActive: false, requestId: null, retryAt: null, failures: 0 });
    draft.rest({ type: "retries_exhausted" });
  });
}

/** Hands what is left of a run to a new one, which any worker may begin. */
export async function passOn(ctx: Ctx, sessionId: SessionId): Promise<void> {
  await changeSession(ctx, sessionId, async (draft) => {
    draft.state.isActive = false;
    draft.wake();
  });
}

/** Whether the user wants the loop to stop what it does. */
export async function isInterrupted(ctx: Ctx, sessionId: SessionId): Promise<boolean> {
  const [row] = await inWorkspace(ctx, (tx) =>
    tx.execute<{ yes: boolean }>(
      sql`select interrupt_id is not null as yes from live_sessions where workspace_id = ${ctx.workspaceId} and session_id = ${sessionId}`,
    ),
  );
  return row?.yes ?? true;
}
