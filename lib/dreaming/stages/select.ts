import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
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
      await tx
        .update(dreams)
        .set({ sessionsRead: inserted.count, ...(await costOfSessions(tx, ctx, dream.id)) })
        .where(dreamKey(ctx, dream.id));
      if (isStoreDream(dream)) await openOutput(tx, ctx, dream);
    },
  }));
}

function readBy(ctx: Ctx, { agentId, scope }: DreamRow) {
  return agentId === null ? chosenSessions(ctx, scope) : selectableSessions(ctx, agentId, scope);
}

/** What the chosen sessions cost by now, as far as that is known: what the dream's own cost is held against. */
async function costOfSessions(tx: Tx, ctx: Ctx, dreamId: DreamRow["id"]): Promise<Pick<DreamRow, "sessionCostUsd" | "uncostedSessions">> {
  const [row] = await tx.execute<{ cost: number | null; uncosted: number }>(sql`
    select sum(s.cost_micro_usd)::float8 as cost, (count(*) filter (where s.cost_micro_usd is null))::int as uncosted
    from dream_sessions ds join sessions s on s.workspace_id = ds.workspace_id and s.id = ds.session_id
    where ds.workspace_id = ${ctx.workspaceId} and ds.dream_id = ${dreamId}`);
  return { sessionCostUsd: row?.cost == null ? null : row.cost / 1_000_000, uncostedSessions: row?.uncosted ?? 0 };
}
