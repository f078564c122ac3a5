/** What about dreams needs a person, or runs right now: for the shell around every page. */
import { and, desc, eq, gte, inArray, sql } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreams } from "@/lib/dreaming/schema";
import type { DreamId } from "@/lib/ids";

export type FailedDream = { id: DreamId; agentName: string; endedAt: Date | null; message: string | null };

export async function countOpenDreams(ctx: Ctx): Promise<number> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx.$count(dreams, and(eq(dreams.workspaceId, ctx.workspaceId), inArray(dreams.status, ["pending", "running"]))),
  );
}

/** Dreams that failed since then, newest first, unless a later dream of the same agent went through. */
export async function listFailedDreams(ctx: Ctx, since: Date, limit = 5): Promise<FailedDream[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, (tx) =>
    tx
      .select({
        id: dreams.id,
        agentName: agents.name,
        endedAt: dreams.endedAt,
        message: sql<string | null>`${dreams.error} ->> 'message'`,
      })
      .from(dreams)
      .innerJoin(agents, and(eq(agents.workspaceId, dreams.workspaceId), eq(agents.id, dreams.agentId)))
      .where(
        and(
          eq(dreams.workspaceId, ctx.workspaceId),
          eq(dreams.status, "failed"),
          gte(dreams.createdAt, since),
          sql`not exists (select 1 from ${dreams} later where later.workspace_id = ${dreams.workspaceId} and later.agent_id = ${dreams.agentId}
                and later.status = 'completed' and later.id > ${dreams.id})`,
        ),
      )
      .orderBy(desc(dreams.id))
      .limit(limit),
  );
}
