import { and, eq, sql } from "drizzle-orm";
import { sha256 } from "@/lib/canonical-json";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { WORK_TOKEN_PREFIX } from "@/lib/environments/work/poll";
import { workItems } from "@/lib/environments/work/schema";
import type { EnvironmentId, SessionId, WorkId, WorkspaceId } from "@/lib/ids";

/** A worker learns for so long that its item has stopped; then its token is void. */
const STOPPED_GRACE_MS = 10 * 60_000;

export type TokenHolder = {
  workspaceId: WorkspaceId;
  sessionId: SessionId;
  work: { id: WorkId; environmentId: EnvironmentId; isStopped: boolean };
};

/** Which item the token came with, or null where it is none, unknown or void. */
export async function findTokenHolder(look: Pick<Ctx, "db" | "clock" | "requestId">, token: string): Promise<TokenHolder | null> {
  if (!token.startsWith(WORK_TOKEN_PREFIX)) return null;
  const tokenHash = sha256(token);
  const [ref] = await look.db.execute<{ workspace_id: WorkspaceId; id: WorkId }>(
    sql`select workspace_id, id from reverie_find_work(${tokenHash})`,
  );
  if (!ref) return null;
  const workspaceId = ref.workspace_id;
  return inWorkspace({ ...look, workspaceId, actor: { type: "system", name: "authentication" } }, async (tx) => {
    const [row] = await tx
      .select()
      .from(workItems)
      .where(and(eq(workItems.workspaceId, workspaceId), eq(workItems.id, ref.id), eq(workItems.tokenHash, tokenHash)));
    if (!row) return null;
    if (row.stoppedAt && look.clock.now().getTime() - row.stoppedAt.getTime() > STOPPED_GRACE_MS) return null;
    const { sessionId, environmentId, id } = row;
    return { workspaceId, sessionId, work: { id, environmentId, isStopped: row.state === "stopped" } };
  });
}
