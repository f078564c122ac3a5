/** What the sessions room tells of the worker that serves a session: who it is by its token, and whether the session needs one. */
import { and, eq, sql } from "drizzle-orm";
import type { Actor, Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { findTokenHolder } from "@/lib/environments/work/token";
import type { SessionId, WorkspaceId } from "@/lib/ids";
import { sessionResources } from "@/lib/sessions/live-schema";

/** Who sent the token that came with a session's work, or null where it is none, unknown or void. */
export async function findSessionWorker(
  look: Pick<Ctx, "db" | "clock" | "requestId">,
  token: string,
): Promise<{ workspaceId: WorkspaceId; actor: Extract<Actor, { type: "session" }> } | null> {
  const holder = await findTokenHolder(look, token);
  if (!holder) return null;
  const { workspaceId, sessionId, work } = holder;
  const memoryStores = await inWorkspace({ ...look, workspaceId, actor: { type: "system", name: "authentication" } }, (tx) =>
    tx
      .select({ id: sessionResources.memoryStoreId, access: sessionResources.access })
      .from(sessionResources)
      .where(and(eq(sessionResources.workspaceId, workspaceId), eq(sessionResources.sessionId, sessionId))),
  );
  return { workspaceId, actor: { type: "session", sessionId, work, memoryStores } };
}

/** Whether the session is at work or waits for a tool that its environment runs. */
export async function needsWorker(tx: Tx, ctx: Ctx, sessionId: SessionId): Promise<boolean> {
  const [row] = await tx.execute<{ is_needed: boolean }>(sql`
    select s.archived_at is null and s.status <> 'terminated' and (s.status in ('running', 'rescheduling') or exists (
      select 1 from session_tool_calls c where c.workspace_id = s.workspace_id and c.session_id = s.id and c.kind = 'toolset' and c.state = 'pending'
    )) as is_needed from sessions s where s.workspace_id = ${ctx.workspaceId} and s.id = ${sessionId}`);
  return row?.is_needed === true;
}
