/** Single memories as the API makes, deletes and redacts them. */
import { assertCan, assertCanUseStore } from "@/lib/auth/policy";
import { asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { MemoryId, MemoryStoreId, MemoryVersionId } from "@/lib/ids";
import { assertUnlocked } from "@/lib/learnings/commands";
import type { CreateMemoryInput } from "@/lib/learnings/inputs";
import { checkMemoryPath } from "@/lib/learnings/paths";
import { writeStore } from "@/lib/learnings/store-writes";
import { buryLearning } from "@/lib/learnings/tombstones";
import { redactMemoryVersion } from "@/lib/memory/commands";
import { getMemory, getMemoryVersion } from "@/lib/memory/queries";
import type { MemoryVersionView, MemoryView } from "@/lib/memory/types";
import { lockStore } from "@/lib/memory/writes";

/**
 * Makes a memory as one store revision. Throws `forbidden`, `not_found`, `invalid_input` (path, archived store), `conflict` (reason
 * `path_conflict`).
 */
export async function createMemory(ctx: Ctx, storeId: MemoryStoreId, input: CreateMemoryInput): Promise<MemoryView> {
  assertCanUseStore(ctx.actor, storeId, "memory.write");
  checkMemoryPath(input.path);
  return inWorkspace(ctx, async (tx, inner) => {
    const { applied } = await writeStore(tx, inner, {
      action: "memory.create",
      storeId,
      kind: ctx.actor.type === "user" ? "edit" : "api",
      message: null,
      writes: [{ operation: "created", path: input.path, content: input.content }],
    });
    const [made] = applied;
    if (!made) throw new AppError("internal", "A created memory came to nothing.");
    return getMemory(asSystem(inner, "learnings"), storeId, made.memoryId);
  });
}

/**
 * Deletes a memory as one store revision, in an archived store too; its versions stay. A learning leaves a tombstone. Throws `forbidden`,
 * `not_found`, `precondition_failed` (another text by now), `conflict` (reason `locked`).
 */
export async function deleteMemory(
  ctx: Ctx,
  { storeId, memoryId }: { storeId: MemoryStoreId; memoryId: MemoryId },
  expectedSha256?: string,
): Promise<void> {
  assertCanUseStore(ctx.actor, storeId, "memory.write");
  await inWorkspace(ctx, async (tx, inner) => {
    await lockStore(tx, inner, storeId, { evenArchived: true });
    const current = await getMemory(asSystem(inner, "learnings"), storeId, memoryId);
    if (expectedSha256 !== undefined && expectedSha256 !== current.contentSha256) {
      throw new AppError("precondition_failed", "The text changed since you read it. Read it again.", {
        details: { reason: "content_changed", current_sha256: current.contentSha256 },
      });
    }
    await assertUnlocked(tx, inner, memoryId);
    await writeStore(tx, inner, {
      action: "memory.delete",
      storeId,
      kind: ctx.actor.type === "user" ? "edit" : "api",
      message: null,
      writes: [{ operation: "deleted", memoryId }],
      details: { memory_id: memoryId },
    });
    await buryLearning(tx, inner, memoryId, null);
  });
}

/**
 * Erases one version's text, the head's too: the memory itself keeps it. Can be repeated. Throws `forbidden`, `not_found`.
 */
export async function redactVersion(ctx: Ctx, storeId: MemoryStoreId, versionId: MemoryVersionId): Promise<MemoryVersionView> {
  assertCan(ctx.actor, "memory.redact");
  return inWorkspace(ctx, async (tx: Tx, inner) => {
    const reader = asSystem(inner, "learnings");
    await redactMemoryVersion(tx, inner, await getMemoryVersion(reader, storeId, versionId), { evenHead: true });
    return getMemoryVersion(reader, storeId, versionId);
  });
}
