import { sql } from "drizzle-orm";
import { dreams } from "@/lib/dreaming/schema";
import { selectableSessions } from "@/lib/dreaming/session-scope";
import { dreamKey, runStage, type StageContext } from "@/lib/dreaming/stages/stage-run";

/** Fixes which sessions the dream reads, so that what arrives meanwhile waits for the next one. */
export async function selectSessions(stage: StageContext): Promise<void> {
  await runStage(stage, "select", async (dream) => ({
    summary: {},
    commit: async (tx, ctx) => {
      const inserted = await tx.execute(sql`
        insert into dream_sessions (workspace_id, dream_id, ordinal, session_id)
        select ${ctx.workspaceId}, ${dream.id}, row_number() over (order by s.occurred_at, s.id), s.id
        from sessions s where ${selectableSessions(ctx, dream.agentId, dream.scope)}
        on conflict do nothing`);
      await tx.update(dreams).set({ sessionsRead: inserted.count }).where(dreamKey(ctx, dream.id));
    },
  }));
}
