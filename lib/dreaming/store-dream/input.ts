/** What a store's dream reads, checked again whenever it goes on: it may be gone by then. */
import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { chosenSessions } from "@/lib/dreaming/session-scope";
import type { DreamRow } from "@/lib/dreaming/stages/stage-run";
import type { OutputBehavior } from "@/lib/dreaming/types";
import { memoryStores } from "@/lib/memory/schema";

export type StoreDreamRow = DreamRow & { agentId: null; outputBehavior: OutputBehavior };

export function isStoreDream(dream: DreamRow): dream is StoreDreamRow {
  return dream.outputBehavior !== null;
}

export type InputFault = { type: "input_memory_store_unavailable" | "input_session_unavailable"; message: string };

/** Why the dream can't go on; null while it can. */
export async function findInputFault(ctx: Ctx, dream: StoreDreamRow): Promise<InputFault | null> {
  return inWorkspace(ctx, async (tx) => {
    const [store] = await tx
      .select({ archivedAt: memoryStores.archivedAt })
      .from(memoryStores)
      .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, dream.storeId)));
    if (!store || store.archivedAt) {
      return {
        type: "input_memory_store_unavailable",
        message: `The memory store ${dream.storeId} was ${store ? "archived" : "deleted"} while the dream ran.`,
      };
    }
    const asked = typeof dream.scope === "object" && "sessionIds" in dream.scope ? dream.scope.sessionIds : [];
    const [found] = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from sessions s where ${chosenSessions(ctx, dream.scope)}`,
    );
    const missing = asked.length - (found?.n ?? 0);
    if (missing === 0) return null;
    return { type: "input_session_unavailable", message: `${missing} of its ${asked.length} sessions can't be read any more.` };
  });
}
