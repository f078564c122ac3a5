import { sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { actorId, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import { newId, type SessionId } from "@/lib/ids";
import type { MarkOutcomesInput } from "@/lib/outcomes/inputs";
import { outcomeReports } from "@/lib/outcomes/schema";

export type ImportedOutcome = { sessionId: SessionId; success: boolean | null; score: number | null; detail: Record<string, unknown> };

/** Records what a file said about its sessions: source `external`, evaluator `import`. Call inside `inWorkspace`. */
export async function insertImportedReports(tx: Tx, ctx: Ctx, outcomes: ImportedOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const now = ctx.clock.now();
  await tx.insert(outcomeReports).values(
    outcomes.map((outcome) => ({
      workspaceId: ctx.workspaceId,
      id: newId("outcomeReport", now.getTime()),
      source: "external" as const,
      evaluator: "import",
      criteria: {},
      signals: {},
      failureModes: [],
      createdAt: now,
      createdByType: ctx.actor.type,
      createdById: actorId(ctx.actor),
      ...outcome,
    })),
  );
}

const SUCCESS = { met: true, not_met: false, withdrawn: null } as const;

/**
 * A person's verdict on each of those sessions, with a note; it outranks every other source. `withdrawn` takes the person's word back, and the
 * best of the others counts again. Nothing is overwritten: each is one more report. Throws `forbidden`, `not_found` (none of them exists).
 */
export async function markOutcomes(ctx: Ctx, input: MarkOutcomesInput): Promise<{ marked: number }> {
  assertCan(ctx.actor, "outcome.report");
  return inWorkspace(ctx, async (tx, inner) => {
    const found = await tx.execute<{ id: SessionId }>(sql`
      select s.id from sessions s where s.workspace_id = ${ctx.workspaceId} and s.archived_at is null
        and s.id in (select id collate "C" from jsonb_array_elements_text(${JSON.stringify(input.session_ids)}::text::jsonb) as chosen (id))
      order by s.id for update`);
    if (found.length === 0) throw new AppError("not_found", "None of these sessions exists.");
    const now = ctx.clock.now();
    const ids = found.map(({ id }) => id);
    for (let from = 0; from < ids.length; from += 500) {
      await tx.insert(outcomeReports).values(
        ids.slice(from, from + 500).map((sessionId) => ({
          workspaceId: ctx.workspaceId,
          id: newId("outcomeReport", now.getTime()),
          sessionId,
          source: "human" as const,
          evaluator: "name" in ctx.actor ? ctx.actor.name : null,
          success: SUCCESS[input.verdict],
          score: null,
          criteria: {},
          signals: {},
          failureModes: [],
          explanation: input.note || null,
          detail: input.verdict === "withdrawn" ? { withdrawn: true } : {},
          createdAt: now,
          createdByType: ctx.actor.type,
          createdById: actorId(ctx.actor),
        })),
      );
    }
    await settleOutcomes(tx, ctx, ids);
    const details = { verdict: input.verdict, count: ids.length, session_ids: ids.slice(0, 100) };
    recordAudit(tx, inner, {
      action: "outcome.mark",
      subject: { type: "session", id: ids.length === 1 ? (ids[0] ?? null) : null },
      details,
    });
    return { marked: ids.length };
  });
}

/**
 * Brings the sessions' own verdict in step with their reports: of each source its latest word, of those the best source's; disputed where two
 * sources contradict each other. Call inside `inWorkspace`.
 */
export async function settleOutcomes(tx: Tx, ctx: Ctx, sessionIds: readonly SessionId[]): Promise<void> {
  await tx.execute(sql`
    with latest as (
      select distinct on (r.session_id, r.source) r.session_id, r.source, r.success from outcome_reports r
      where r.workspace_id = ${ctx.workspaceId}
        and r.session_id in (select id collate "C" from jsonb_array_elements_text(${JSON.stringify(sessionIds)}::text::jsonb) as chosen (id))
      order by r.session_id, r.source, r.created_at desc, r.id desc),
    best as (
      select distinct on (session_id) session_id, source, success from latest where success is not null
      order by session_id, array_position(array['human', 'external', 'grader', 'self'], source)),
    said as (select session_id, bool_or(success) and not bool_and(success) as disputed from latest where success is not null group by session_id)
    update sessions s set outcome_success = best.success, outcome_source = best.source, outcome_disputed = coalesce(said.disputed, false),
      updated_at = ${ctx.clock.now().toISOString()}::timestamptz
    from (select distinct session_id from latest) as touched
      left join best using (session_id) left join said using (session_id)
    where s.workspace_id = ${ctx.workspaceId} and s.id = touched.session_id`);
}
