import { and, asc, eq, sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreamEvidence } from "@/lib/dreaming/schema";
import { runStage, type StageContext } from "@/lib/dreaming/stages/stage-run";
import type { Check, ProposedChange } from "@/lib/dreaming/types";
import { resolvePointer } from "@/lib/dreaming/verify/json-pointer";
import { isFailed, isHeld, type VerifySettings, verifyChange } from "@/lib/dreaming/verify/verify";
import type { ChangeId, DreamId, EventId } from "@/lib/ids";
import { listLockedMemories } from "@/lib/learnings/queries";
import { findEvents } from "@/lib/sessions/queries";

const EVIDENCE_PAGE = 500;

type ChangeRow = typeof dreamChanges.$inferSelect;
type Verdict = { id: ChangeId; checks: Check[] };

/** Checks every change against the events it quotes; what fails is not proposed, what is doubtful is held for a person. */
export async function verifyChanges(stage: StageContext): Promise<void> {
  const { ctx, dreamId } = stage;
  await runStage(stage, "verify", async (dream, progress) => {
    const misquoted = await findMisquoted(ctx, dreamId);
    const rows = await inWorkspace(ctx, (tx) => readChanges(tx, ctx, dreamId));
    const settings = { minSupport: dream.settings.min_support, lockedMemoryIds: await listLockedMemories(ctx, dream.storeId) };
    const verdicts: Verdict[] = [];
    for (const row of rows) {
      verdicts.push(await verifyRow(ctx, row, settings));
      await progress(verdicts.length, rows.length);
    }
    const failed = verdicts.filter(({ checks }) => isFailed(checks));
    return {
      summary: {
        changes: rows.length,
        held: verdicts.filter(({ checks }) => isHeld(checks) && !isFailed(checks)).length,
        failed: failed.length,
        failures: failed.map(({ checks }) =>
          checks.filter((check) => check.status === "fail").map((check) => `${check.name}: ${check.detail}`),
        ),
        misquoted: misquoted.length,
      },
      commit: async (tx, inner) => {
        for (const { patternKey, ordinal } of misquoted) {
          await tx
            .delete(dreamEvidence)
            .where(
              and(
                eq(dreamEvidence.workspaceId, inner.workspaceId),
                eq(dreamEvidence.dreamId, dreamId),
                eq(dreamEvidence.patternKey, patternKey),
                eq(dreamEvidence.ordinal, ordinal),
              ),
            );
        }
        for (const { id, checks } of verdicts) {
          const key = and(eq(dreamChanges.workspaceId, inner.workspaceId), eq(dreamChanges.id, id));
          if (isFailed(checks)) await tx.delete(dreamChanges).where(key);
          else
            await tx
              .update(dreamChanges)
              .set({ checks, isHeld: isHeld(checks) })
              .where(key);
        }
      },
    };
  });
}

async function readChanges(tx: Tx, ctx: Ctx, dreamId: string): Promise<ChangeRow[]> {
  return tx
    .select()
    .from(dreamChanges)
    .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), sql`${dreamChanges.dreamId} = ${dreamId}`))
    .orderBy(asc(dreamChanges.ordinal));
}

async function verifyRow(ctx: Ctx, row: ChangeRow, settings: VerifySettings): Promise<Verdict> {
  const events = await findEvents(ctx, [...new Set(row.examples.map((evidence) => evidence.eventId))]);
  const change: ProposedChange = row;
  return { id: row.id, checks: verifyChange(change, (eventId) => events.get(eventId)?.payload ?? null, settings) };
}

type EvidenceKey = { patternKey: string; ordinal: number };
type EvidenceRow = EvidenceKey & { eventId: EventId; at: string; quote: string };

/** Evidence rows whose quote is not, word for word, in the event they name. The miner makes none; a bug in it must not reach a person. */
async function findMisquoted(ctx: Ctx, dreamId: DreamId): Promise<EvidenceKey[]> {
  const wrong: EvidenceKey[] = [];
  let after: EvidenceKey | null = null;
  for (;;) {
    const rows: EvidenceRow[] = await readEvidencePage(ctx, dreamId, after);
    const events = await findEvents(ctx, [...new Set(rows.map((row) => row.eventId))]);
    for (const row of rows) {
      const text = resolvePointer(events.get(row.eventId)?.payload ?? null, row.at);
      const isVerbatim = typeof text === "string" && text.includes(row.quote);
      if (!isVerbatim) wrong.push({ patternKey: row.patternKey, ordinal: row.ordinal });
    }
    after = rows[rows.length - 1] ?? null;
    if (after === null || rows.length < EVIDENCE_PAGE) return wrong;
  }
}

async function readEvidencePage(ctx: Ctx, dreamId: DreamId, after: EvidenceKey | null): Promise<EvidenceRow[]> {
  return inWorkspace(ctx, (tx) =>
    tx
      .select({
        patternKey: dreamEvidence.patternKey,
        ordinal: dreamEvidence.ordinal,
        eventId: dreamEvidence.eventId,
        at: dreamEvidence.at,
        quote: dreamEvidence.quote,
      })
      .from(dreamEvidence)
      .where(
        and(
          eq(dreamEvidence.workspaceId, ctx.workspaceId),
          eq(dreamEvidence.dreamId, dreamId),
          after ? sql`(${dreamEvidence.patternKey}, ${dreamEvidence.ordinal}) > (${after.patternKey}, ${after.ordinal})` : undefined,
        ),
      )
      .orderBy(asc(dreamEvidence.patternKey), asc(dreamEvidence.ordinal))
      .limit(EVIDENCE_PAGE),
  );
}
