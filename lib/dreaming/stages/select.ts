import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import { dreams } from "@/lib/dreaming/schema";
import { chosenSessions, selectableSessions } from "@/lib/dreaming/session-scope";
import { type DreamRow, dreamKey, runStage, type StageContext } from "@/lib/dreaming/stages/stage-run";
import { isStoreDream } from "@/lib/dreaming/store-dream/input";
import { openOutput } from "@/lib/dreaming/store-dream/output";

/** Fixes which sessions the dream reads, so that what arrives meanwhile waits for the next one; makes the store it writes to, if any. */
export async function selectSessions(stage: StageContext): Promise<void> {
  await runStage(stage, "select", async (dream) => ({
    summary: {},
    commit: async (tx, ctx) => {
      const inserted = await tx.execute(sql`
        insert into dream_sessions (workspace_id, dream_id, ordinal, session_id)
        select ${ctx.workspaceId}, ${dream.id}, row_number() over (order by s.occurred_at, s.id), s.id
        from sessions s where ${readBy(ctx, dream)}
        on conflict do nothing`);
      await tx.update(dreams).set({ sessionsRead: inserted.count }).where(dreamKey(ctx, dream.id));
      if (isStoreDream(dream)) await openOutput(tx, ctx, dream);
    },
  }));
}

function readBy(ctx: Ctx, { agentId, scope }: DreamRow) {
  return agentId === null ? chosenSessions(ctx, scope) : selectableSessions(ctx, agentId, scope);
}
