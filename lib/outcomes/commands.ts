import { actorId, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { newId, type SessionId } from "@/lib/ids";
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
