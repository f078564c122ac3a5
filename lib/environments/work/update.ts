import { z } from "zod";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { patchMetadata } from "@/lib/environments/commands";
import { isItem, lockItem, toWorkView, type WorkRef } from "@/lib/environments/work/items";
import { workItems } from "@/lib/environments/work/schema";
import type { WorkView } from "@/lib/environments/work/types";

/** A string sets a key, null deletes it. */
export const UpdateWorkInput = z.strictObject({ metadata: z.record(z.string().min(1).max(64), z.string().max(512).nullable()).optional() });
export type UpdateWorkInput = z.infer<typeof UpdateWorkInput>;

/** Throws `forbidden`, `not_found`, `invalid_input` (more than 16 keys). */
export async function updateWork(ctx: Ctx, ref: WorkRef, input: UpdateWorkInput): Promise<WorkView> {
  assertCan(ctx.actor, "session.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockItem(tx, inner, ref);
    const metadata = patchMetadata(row.metadata, input.metadata ?? {});
    await tx.update(workItems).set({ metadata }).where(isItem(inner, ref));
    recordAudit(tx, inner, {
      action: "work.update",
      subject: { type: "work", id: ref.workId },
      before: row.metadata,
      after: metadata,
      details: { environment_id: ref.environmentId },
    });
    return toWorkView({ ...row, metadata }, ctx.clock.now());
  });
}
