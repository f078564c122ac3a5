"use server";

import { z } from "zod";
import { isId, type MemoryStoreId } from "@/lib/ids";
import { rollbackStore } from "@/lib/learnings/commands";
import { RevertInput, RollbackInput } from "@/lib/learnings/inputs";
import { revertRevision } from "@/lib/learnings/revert";
import { defineAction } from "@/lib/web/define-action";

/** A form's numbers are text; everything else is the command's own schema. */
const RollbackForm = z
  .looseObject({
    store_id: z.custom<MemoryStoreId>((value) => isId("memoryStore", value), "Not a store id."),
    to_revision: z.coerce.number(),
  })
  .transform(({ store_id: storeId, ...rest }, check) => {
    const input = RollbackInput.safeParse(rest);
    if (input.success) return { storeId, input: input.data };
    for (const issue of input.error.issues) check.addIssue({ code: "custom", path: issue.path, message: issue.message });
    return z.NEVER;
  });

const RevertForm = z.object({
  store_id: z.custom<MemoryStoreId>((value) => isId("memoryStore", value), "Not a store id."),
  revision: z.coerce.number().int(),
  message: RevertInput.shape.message,
});

export const revertRevisionAction = defineAction({
  input: RevertForm,
  command: (ctx, { store_id: storeId, revision, message }) => revertRevision(ctx, { storeId, revision }, { message }),
  revalidates: (_done, { store_id }) => [`/stores/${store_id}`, "/learnings"],
  redirectTo: ({ revision }, { store_id }) => (revision === null ? null : `/stores/${store_id}?rev=${revision.number}`),
});

export const rollbackStoreAction = defineAction({
  input: RollbackForm,
  command: (ctx, { storeId, input }) => rollbackStore(ctx, storeId, input),
  revalidates: (_done, { storeId }) => [`/stores/${storeId}`, "/learnings"],
  redirectTo: ({ revision }, { storeId }) => (revision === null ? null : `/stores/${storeId}?rev=${revision.number}`),
});
