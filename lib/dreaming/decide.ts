/** Decisions of the review, one change at a time; each can be taken back until publication. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { actorId, asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { DecideChangeInput } from "@/lib/dreaming/inputs";
import { getChange } from "@/lib/dreaming/queries";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import { findDeletedSources } from "@/lib/dreaming/sources";
import type { ChangeView, DecisionStatus } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import { type ChangeId, type DreamId, newId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { learningTombstones } from "@/lib/learnings/schema";
import { MAX_CONTENT_BYTES } from "@/lib/memory/types";

type ChangeRow = typeof dreamChanges.$inferSelect;

const STATUS_OF = {
  approve: "approved",
  edit: "edited",
  reject: "rejected",
  more_evidence: "needs_evidence",
  undo: "pending",
} as const satisfies Record<DecideChangeInput["decision"], DecisionStatus>;

/** Whose decision stands, as a conflict tells it. */
export type TheirDecision = { decision: DecisionStatus; by: string | null; at: string | null; version: number };

/**
 * Decides a change, or takes a decision back. Throws `forbidden`, `not_found`, `invalid_input` (a held change needs a reason; bad text),
 * `conflict` (reasons `already_decided` by someone else or since `expected_version`, with `theirs`; `already_published`, `not_completed`,
 * `source_deleted`: a session that it quotes is gone).
 */
export async function decideChange(ctx: Ctx, ref: { dreamId: DreamId; changeId: ChangeId }, input: DecideChangeInput): Promise<ChangeView> {
  assertCan(ctx.actor, "change.decide");
  return inWorkspace(ctx, async (tx, inner) => {
    const change = await lockChange(tx, inner, ref);
    assertOpen(inner, change, input);
    const next = STATUS_OF[input.decision];
    if (input.decision === "edit") checkEdit(change, input.content ?? "");
    if (next === "approved" || next === "edited") await assertSourcesStand(tx, inner, change);
    if (change.isHeld && (next === "approved" || next === "edited") && !input.reason) {
      const message = "This change is held: approving it needs a written reason.";
      throw new AppError("invalid_input", message, { details: { reason: "reason_needed", fields: { reason: message } } });
    }
    const now = inner.clock.now();
    const isUndo = next === "pending";
    await tx
      .update(dreamChanges)
      .set({
        decision: next,
        editedContent: next === "edited" ? (input.content ?? null) : null,
        reason: isUndo ? null : (input.reason ?? null),
        reasonCode: next === "rejected" ? (input.reason_code ?? null) : null,
        decidedByType: isUndo ? null : ctx.actor.type,
        decidedById: isUndo ? null : actorId(ctx.actor),
        decidedByName: isUndo || !("name" in ctx.actor) ? null : ctx.actor.name,
        decidedAt: isUndo ? null : now,
        decisionVersion: change.decisionVersion + 1,
        moreSessions: next === "needs_evidence" ? (input.more_sessions ?? null) : null,
      })
      .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.id, ref.changeId)));
    await keepTombstone(tx, inner, change, next, input);
    await keepSettled(tx, inner, ref.dreamId);
    recordAudit(tx, inner, {
      action: `change.${input.decision}`,
      subject: { type: "change", id: ref.changeId },
      before: { decision: change.decision, content: change.editedContent },
      after: { decision: next, content: input.content ?? null },
      details: {
        dream_id: ref.dreamId,
        title: change.title,
        reason_code: input.reason_code ?? null,
        reason: input.reason ?? null,
        ...(input.more_sessions === undefined ? {} : { more_sessions: input.more_sessions }),
        ...(input.overrule ? { overruled: change.decidedByName } : {}),
      },
    });
    return getChange(asSystem(inner, "review"), ref);
  });
}

async function lockChange(tx: Tx, ctx: Ctx, { dreamId, changeId }: { dreamId: DreamId; changeId: ChangeId }): Promise<ChangeRow> {
  // The dream first: publication locks in the same order.
  const [dream] = await tx
    .select({ status: dreams.status })
    .from(dreams)
    .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)))
    .for("update");
  const [change] = await tx
    .select()
    .from(dreamChanges)
    .where(and(eq(dreamChanges.workspaceId, ctx.workspaceId), eq(dreamChanges.dreamId, dreamId), eq(dreamChanges.id, changeId)))
    .for("update");
  if (!dream || !change) throw new AppError("not_found", `There is no change ${changeId} in this dream.`);
  if (dream.status !== "completed")
    throw new AppError("conflict", "The dream is not completed yet.", { details: { reason: "not_completed" } });
  return change;
}

function assertOpen(ctx: Ctx, change: ChangeRow, input: DecideChangeInput): void {
  if (change.publishedRevision !== null) {
    throw new AppError("conflict", `This change was published with revision ${change.publishedRevision}. Roll the store back to undo it.`, {
      details: { reason: "already_published", revision: change.publishedRevision },
    });
  }
  const isTheirs = change.decision !== "pending" && change.decidedById !== actorId(ctx.actor);
  const isUnseen = input.expected_version !== undefined && input.expected_version !== change.decisionVersion;
  if (!isUnseen && (!isTheirs || input.decision === "undo" || input.overrule)) return;
  const theirs: TheirDecision = {
    decision: change.decision,
    by: change.decidedByName,
    at: change.decidedAt?.toISOString() ?? null,
    version: change.decisionVersion,
  };
  throw new AppError("conflict", saidBy(theirs, isTheirs), {
    details: { reason: "already_decided", decision: theirs.decision, by: theirs.by, at: theirs.at, theirs },
  });
}

const DONE: Record<DecisionStatus, string> = {
  pending: "put this change back",
  approved: "approved this change",
  edited: "approved this change with edits",
  rejected: "rejected this change",
  needs_evidence: "sent this change back for more evidence",
};

function saidBy({ by, decision }: TheirDecision, isTheirs: boolean): string {
  if (decision === "pending") return "This change was put back since you opened it.";
  if (!isTheirs) return `You ${DONE[decision]} somewhere else already.`;
  return `${by ?? "Someone else"} ${DONE[decision]} already. Undo that first to decide anew.`;
}

/** What a deleted session said may stand in the text: it must not go live by way of a learning. */
async function assertSourcesStand(tx: Tx, ctx: Ctx, change: ChangeRow): Promise<void> {
  const gone = await findDeletedSources(tx, ctx, change.examples);
  if (gone.length === 0) return;
  throw new AppError(
    "conflict",
    `${gone.length === 1 ? "A session" : `${gone.length} sessions`} that this change quotes ${gone.length === 1 ? "was" : "were"} deleted since. Reject it or ask for more evidence: a later dream proposes it from the sessions that are left.`,
    { details: { reason: "source_deleted", sessions: gone } },
  );
}

function checkEdit(change: ChangeRow, content: string): void {
  if (change.action === "retire" || change.action === "merge") {
    throw new AppError(
      "invalid_input",
      `A change that ${change.action === "merge" ? "merges" : "retires"} has no text of its own to edit. Approve or reject it.`,
    );
  }
  if (Buffer.byteLength(content) > MAX_CONTENT_BYTES) {
    throw new AppError("invalid_input", `The text is too large: at most ${MAX_CONTENT_BYTES} bytes.`, {
      details: { fields: { content: "too large" } },
    });
  }
  const { document, problems } = parseDocument(content);
  if (!document) {
    const first = problems[0];
    const message = first ? `Line ${first.line}: ${first.message}` : "The text needs front matter between two lines of ---.";
    throw new AppError("invalid_input", message, { details: { fields: { content: message }, problems } });
  }
  if (document.frontMatter.kind !== change.kind) {
    const message = `This change is a ${change.kind}; kind can't become ${document.frontMatter.kind}.`;
    throw new AppError("invalid_input", message, { details: { fields: { content: message } } });
  }
}

/** A rejection leaves a tombstone; taking it back withdraws it. */
async function keepTombstone(tx: Tx, ctx: Ctx, change: ChangeRow, next: DecisionStatus, input: DecideChangeInput): Promise<void> {
  const now = ctx.clock.now();
  await tx
    .update(learningTombstones)
    .set({ withdrawnAt: now })
    .where(
      and(
        eq(learningTombstones.workspaceId, ctx.workspaceId),
        eq(learningTombstones.changeId, change.id),
        isNull(learningTombstones.withdrawnAt),
      ),
    );
  if (next !== "rejected" || !input.reason_code) return;
  const [dream] = await tx
    .select({ storeId: dreams.storeId })
    .from(dreams)
    .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, change.dreamId)));
  if (!dream) throw new AppError("internal", "A change without a dream.");
  await tx.insert(learningTombstones).values({
    workspaceId: ctx.workspaceId,
    id: newId("tombstone", now.getTime()),
    storeId: dream.storeId,
    patternKey: change.patternKey,
    title: change.title,
    reasonCode: input.reason_code,
    reason: input.reason ?? null,
    stats: change.stats,
    dreamId: change.dreamId,
    changeId: change.id,
    createdAt: now,
    createdByType: ctx.actor.type,
    createdById: actorId(ctx.actor),
  });
}

/**
 * A dream with nothing left to publish or decide is settled; an undo opens it again. What was sent back for more evidence keeps it open: its
 * sessions go back to the pool that the next dream reads.
 */
async function keepSettled(tx: Tx, ctx: Ctx, dreamId: DreamId): Promise<void> {
  const open = await tx.$count(
    dreamChanges,
    and(
      eq(dreamChanges.workspaceId, ctx.workspaceId),
      eq(dreamChanges.dreamId, dreamId),
      sql`${dreamChanges.decision} <> 'rejected' and ${dreamChanges.publishedRevision} is null`,
    ),
  );
  await tx
    .update(dreams)
    .set({
      settledAt: sql`case when ${dreams.publishedRevision} is not null then ${dreams.settledAt} when ${open} = 0 then ${ctx.clock.now().toISOString()}::timestamptz end`,
    })
    .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, dreamId)));
}
