/** Keeps sessions out of dreams, and lets them back in. */
import { sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";

/** No later dream reads them; what dreams have learned from them stays. Those already excluded stay as they are. Throws `forbidden`, `not_found`. */
export async function excludeFromDreams(ctx: Ctx, sessionIds: readonly SessionId[]): Promise<{ changed: SessionId[] }> {
  return setExcluded(ctx, sessionIds, true);
}

/** Later dreams may read them again. Throws `forbidden`, `not_found`. */
export async function includeInDreams(ctx: Ctx, sessionIds: readonly SessionId[]): Promise<{ changed: SessionId[] }> {
  return setExcluded(ctx, sessionIds, false);
}

async function setExcluded(ctx: Ctx, sessionIds: readonly SessionId[], isExcluded: boolean): Promise<{ changed: SessionId[] }> {
  assertCan(ctx.actor, "session.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const now = ctx.clock.now().toISOString();
    const chosen = sql`s.workspace_id = ${ctx.workspaceId} and s.id in (
      select id collate "C" from jsonb_array_elements_text(${JSON.stringify(sessionIds)}::text::jsonb) as chosen (id))`;
    const [known] = await tx.execute<{ n: number }>(sql`select count(*)::int as n from sessions s where ${chosen}`);
    if (!known?.n) throw new AppError("not_found", "None of these sessions exists.");
    const rows = await tx.execute<{ id: SessionId }>(sql`
      update sessions s set excluded_at = ${isExcluded ? now : null}::timestamptz, updated_at = ${now}::timestamptz
      where ${chosen} and s.excluded_at is ${isExcluded ? sql`null` : sql`not null`} returning s.id`);
    const changed = rows.map(({ id }) => id);
    if (changed.length > 0) {
      recordAudit(tx, inner, {
        action: isExcluded ? "session.exclude" : "session.include",
        subject: { type: "session", id: changed.length === 1 ? (changed[0] ?? null) : null },
        details: { count: changed.length, session_ids: changed.slice(0, 100) },
      });
    }
    return { changed };
  });
}
