import { and, asc, eq, isNotNull } from "drizzle-orm";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { authorWithTemplate } from "@/lib/dreaming/authors/template/author";
import { readAwaited } from "@/lib/dreaming/awaited-evidence";
import { holdAwaited } from "@/lib/dreaming/reconcile/awaited";
import { reconcile } from "@/lib/dreaming/reconcile/reconcile";
import { dreamCandidates, dreamChanges, dreams } from "@/lib/dreaming/schema";
import { authorWithClaude, storeAuthored } from "@/lib/dreaming/stages/author-with-claude";
import { readValidated } from "@/lib/dreaming/stages/mine";
import { dreamKey, runStage, type StageContext } from "@/lib/dreaming/stages/stage-run";
import { wallKeyOf } from "@/lib/dreaming/stages/wall";
import { isStoreDream } from "@/lib/dreaming/store-dream/input";
import { readOutputSnapshot } from "@/lib/dreaming/store-dream/snapshot";
import { readStoreSnapshot } from "@/lib/dreaming/store-snapshot";
import { newId } from "@/lib/ids";

/** Turns validated candidates into notes and playbooks. */
export async function authorCandidates(stage: StageContext): Promise<void> {
  const { ctx, dreamId, model: client } = stage;
  await runStage(stage, "author", async (dream, progress) => {
    const candidates = await inWorkspace(ctx, (tx, inner) => readValidated(tx, inner, dreamId));
    const wallKey = await wallKeyOf(ctx, dream);
    if (dream.author === "claude" && client) {
      const { rest, summary } = await authorWithClaude(stage, { dream, candidates, wallKey, client, progress });
      return {
        summary,
        commit: async (tx, inner) => {
          await storeAuthored(tx, inner, dreamId, rest);
          // Not one answer came: who wrote it is who it says.
          if (summary.author === "template") await tx.update(dreams).set({ author: "template" }).where(dreamKey(inner, dreamId));
        },
      };
    }
    const authored = authorWithTemplate(candidates, { wallKey });
    return {
      summary: { author: "template", candidates: candidates.length, authored: authored.length },
      commit: (tx, inner) => storeAuthored(tx, inner, dreamId, authored),
    };
  });
}

/** Compares what was authored with the published store and its tombstones: the change set. */
export async function reconcileChanges(stage: StageContext): Promise<void> {
  const { ctx, dreamId } = stage;
  await runStage(stage, "reconcile", async (dream) => {
    const { candidates, authored, store, awaited } = await inWorkspace(ctx, async (tx, inner) => {
      const rows = await tx
        .select({ authored: dreamCandidates.authored })
        .from(dreamCandidates)
        .where(
          and(
            eq(dreamCandidates.workspaceId, inner.workspaceId),
            eq(dreamCandidates.dreamId, dreamId),
            isNotNull(dreamCandidates.authored),
          ),
        )
        .orderBy(asc(dreamCandidates.ordinal));
      const authored = rows.flatMap((row) => (row.authored ? [row.authored] : []));
      return {
        authored,
        candidates: await readValidated(tx, inner, dreamId),
        store: isStoreDream(dream)
          ? await readOutputSnapshot(tx, inner, dream, authored)
          : await readStoreSnapshot(tx, inner, dream.storeId),
        awaited: dream.agentId === null ? [] : await readAwaited(tx, inner, { dreamId, agentId: dream.agentId }),
      };
    });
    const reconciled = reconcile(authored, candidates, store.snapshot);
    const { changes, dropped: waiting } = holdAwaited(reconciled.changes, awaited);
    const dropped = { ...reconciled.dropped, ...waiting };
    return {
      summary: { authored: authored.length, changes: changes.length, dropped, against_revision: store.revision },
      commit: async (tx, inner) => {
        await tx.update(dreams).set({ baseRevision: store.revision }).where(dreamKey(inner, dreamId));
        if (changes.length === 0) return;
        const createdAt = inner.clock.now();
        await tx.insert(dreamChanges).values(
          changes.map((change, ordinal) => ({
            workspaceId: inner.workspaceId,
            id: newId("change", createdAt.getTime()),
            dreamId,
            ordinal,
            createdAt,
            claim: change.stats.claim,
            checks: [],
            ...change,
          })),
        );
      },
    };
  });
}
