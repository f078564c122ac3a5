import { assertCan } from "@/lib/auth/policy";
import { asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { MemoryStoreId } from "@/lib/ids";
import type { RevertInput } from "@/lib/learnings/inputs";
import { listLockedMemories } from "@/lib/learnings/queries";
import { planRevert, type RevertPlan } from "@/lib/learnings/revert-plan";
import { toMemoryWrite, writeStore } from "@/lib/learnings/store-writes";
import { stateAtRevision } from "@/lib/memory/queries";
import type { StoreRevisionView } from "@/lib/memory/types";
import { lockStore } from "@/lib/memory/writes";

/**
 * Takes one revision out of the middle by appending its inverse; what came later stays. All of it or nothing. With `dry_run` only says what
 * would change and what stands against it.
 * Throws `forbidden`, `not_found` (no such revision), `conflict` (reasons `revert_conflict`, `nothing_to_revert`).
 */
export async function revertRevision(
  ctx: Ctx,
  target: { storeId: MemoryStoreId; revision: number },
  input: RevertInput,
): Promise<{ plan: RevertPlan; revision: StoreRevisionView | null }> {
  assertCan(ctx.actor, "store.rollback");
  const { storeId, revision: number } = target;
  return inWorkspace(ctx, async (tx, inner) => {
    const store = await lockStore(tx, inner, storeId);
    if (!Number.isInteger(number) || number < 1 || number > store.headRevision)
      throw new AppError("not_found", `There is no revision ${number}; the store's last one is ${store.headRevision}.`);
    const plan = planRevert({
      before: await stateAtRevision(tx, inner, storeId, number - 1),
      at: await stateAtRevision(tx, inner, storeId, number),
      head: await stateAtRevision(tx, inner, storeId, store.headRevision),
      locked: await listLockedMemories(asSystem(inner, "learnings"), storeId),
    });
    if (input.dry_run) return { plan, revision: null };
    assertRevertible(number, plan);
    const { revision } = await writeStore(tx, inner, {
      action: "store.revert",
      storeId,
      kind: "revert",
      message: input.message || `Reverted revision ${number}`,
      writes: plan.changes.map(toMemoryWrite),
      details: { reverted_revision: number },
    });
    return { plan, revision };
  });
}

function assertRevertible(number: number, { changes, conflicts }: RevertPlan): void {
  if (conflicts.length > 0) {
    const files = conflicts.length === 1 ? "1 file stands" : `${conflicts.length} files stand`;
    throw new AppError("conflict", `Revision ${number} can't be reverted: ${files} against it. Nothing was changed.`, {
      details: {
        reason: "revert_conflict",
        conflicts: conflicts.map(({ memoryId, path, reason }) => ({ memory_id: memoryId, path, reason })),
      },
    });
  }
  if (changes.length === 0) {
    throw new AppError("conflict", `Nothing of revision ${number} is left to revert.`, { details: { reason: "nothing_to_revert" } });
  }
}
