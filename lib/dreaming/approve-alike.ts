/** Approves many changes of one family at once, after the person saw how many. */
import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { decideChange } from "@/lib/dreaming/decide";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import { PATTERN_FAMILIES, type PatternFamily } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import { type AgentId, type ChangeId, type DreamId, isId } from "@/lib/ids";

/** How sure the figures are, strictest first. Each holds what the one before it holds, but for `support`. */
export const ALIKE_THRESHOLDS = ["q01", "proven", "support20", "all"] as const;
export type AlikeThreshold = (typeof ALIKE_THRESHOLDS)[number];

/** More than this is no review any more. */
const MOST = 200;

export const ApproveAlikeInput = z.object({
  agent_id: z.custom<AgentId>((value) => isId("agent", value), "Not an agent id."),
  family: z.enum(PATTERN_FAMILIES),
  threshold: z.enum(ALIKE_THRESHOLDS),
  /** As many as the person was shown. */
  expected_count: z.number().int().min(1),
});
export type ApproveAlikeInput = z.infer<typeof ApproveAlikeInput>;

export type Alike = { id: ChangeId; dreamId: DreamId; title: string; reaches: AlikeThreshold[] };
export type ChangeRef = { dreamId: DreamId; changeId: ChangeId };

/**
 * The waiting changes of one agent and family that may be approved together: never a held one, never one that somebody else is to decide, and
 * none that rests on text from the web or another agent. At most 200, the most telling first.
 */
export async function listAlike(ctx: Ctx, of: { agentId: AgentId; family: PatternFamily }): Promise<Alike[]> {
  assertCan(ctx.actor, "read");
  const q = sql`(${dreamChanges.stats} ->> 'qValue')::float8`;
  const support = sql`(${dreamChanges.stats} ->> 'support')::int`;
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({
        id: dreamChanges.id,
        dreamId: dreamChanges.dreamId,
        title: dreamChanges.title,
        isProven: sql<boolean>`${dreamChanges.claim} = 'effect'`,
        isSure: sql<boolean>`coalesce(${dreamChanges.claim} = 'effect' and ${q} <= 0.01, false)`,
        isOften: sql<boolean>`coalesce(${support} >= 20, false)`,
      })
      .from(dreamChanges)
      .innerJoin(dreams, and(eq(dreams.workspaceId, dreamChanges.workspaceId), eq(dreams.id, dreamChanges.dreamId)))
      .where(
        and(
          eq(dreamChanges.workspaceId, ctx.workspaceId),
          eq(dreams.agentId, of.agentId),
          eq(dreams.status, "completed"),
          isNull(dreams.archivedAt),
          eq(dreamChanges.family, of.family),
          eq(dreamChanges.decision, "pending"),
          isNull(dreamChanges.publishedRevision),
          eq(dreamChanges.isHeld, false),
          sql`${dreamChanges.trust} not in ('web', 'agent')`,
          notSomebodyElses(ctx),
        ),
      )
      .orderBy(sql`${dreamChanges.rank} desc`, asc(dreamChanges.id))
      .limit(MOST);
    return rows.map(({ isProven, isSure, isOften, ...one }) => ({
      ...one,
      reaches: ALIKE_THRESHOLDS.filter((threshold) => ({ q01: isSure, proven: isProven, support20: isOften, all: true })[threshold]),
    }));
  });
}

function notSomebodyElses({ actor }: Ctx): SQL {
  const own = actor.type === "user" ? sql`${dreamChanges.assignedToId} = ${actor.userId}` : sql`false`;
  return sql`(${dreamChanges.assignedToId} is null or ${own})`;
}

/**
 * Approves all of them that reach the threshold, or none; each is audited as its own decision. Throws `forbidden`, and `conflict` (reason
 * `count_changed`) when it is no longer as many as the person was shown.
 */
export async function approveAlike(ctx: Ctx, input: ApproveAlikeInput): Promise<ChangeRef[]> {
  assertCan(ctx.actor, "change.decide");
  return inWorkspace(ctx, async (_tx, inner) => {
    const alike = (await listAlike(inner, { agentId: input.agent_id, family: input.family })).filter((one) =>
      one.reaches.includes(input.threshold),
    );
    if (alike.length !== input.expected_count) {
      throw new AppError("conflict", `It is ${alike.length} changes now, ${input.expected_count} when you looked. Nothing was approved.`, {
        details: { reason: "count_changed", count: alike.length },
      });
    }
    // Dreams in one order: two people who do this at once wait for each other instead of locking each other out.
    const refs = alike.map(({ id, dreamId }) => ({ dreamId, changeId: id })).sort(byDream);
    for (const ref of refs) await decideChange(inner, ref, { decision: "approve", reason: `Approved with ${refs.length} of its kind` });
    return refs;
  });
}

/** Takes several decisions back, or none. Throws what `decideChange` throws. */
export async function undoDecisions(ctx: Ctx, refs: readonly ChangeRef[]): Promise<void> {
  assertCan(ctx.actor, "change.decide");
  if (refs.length > MOST) throw new AppError("invalid_input", `At most ${MOST} at once.`);
  await inWorkspace(ctx, async (_tx, inner) => {
    for (const ref of [...refs].sort(byDream)) await decideChange(inner, ref, { decision: "undo" });
  });
}

function byDream(a: ChangeRef, b: ChangeRef): number {
  return a.dreamId < b.dreamId ? -1 : a.dreamId > b.dreamId ? 1 : 0;
}
