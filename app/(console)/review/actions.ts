"use server";

import { z } from "zod";
import { decideChange } from "@/lib/dreaming/decide";
import { DecideChangeInput } from "@/lib/dreaming/inputs";
import { type ChangeId, type DreamId, isId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { MAX_CONTENT_BYTES } from "@/lib/memory/types";
import { defineAction } from "@/lib/web/define-action";
import { safeReturnTo } from "@/lib/web/return-to";

/** The decision's own fields are those of the command's schema; beside them stand the change and where to go next. */
const DecideForm = z
  .looseObject({
    dream_id: z.custom<DreamId>((value) => isId("dream", value), "Not a dream id."),
    change_id: z.custom<ChangeId>((value) => isId("change", value), "Not a change id."),
    next: z.string().optional(),
  })
  .transform(({ dream_id: dreamId, change_id: changeId, next, ...rest }, check) => {
    // A form sends line breaks as CR LF.
    const content = typeof rest.content === "string" ? { content: rest.content.replaceAll("\r\n", "\n") } : {};
    const decision = DecideChangeInput.safeParse({ ...rest, ...content });
    if (decision.success) return { ref: { dreamId, changeId }, next, decision: decision.data };
    for (const issue of decision.error.issues) check.addIssue({ code: "custom", path: issue.path, message: issue.message });
    return z.NEVER;
  });

export const decideChangeAction = defineAction({
  input: DecideForm,
  command: (ctx, { ref, decision }) => decideChange(ctx, ref, decision),
  revalidates: (change) => ["/review", `/dreams/${change.dreamId}`],
  redirectTo: (_change, { next }) => (next === undefined ? null : safeReturnTo(next)),
});

/** Reads a text as a learning and says what is wrong with it; changes nothing. */
export const checkTextAction = defineAction({
  input: z.object({ content: z.string().max(2 * MAX_CONTENT_BYTES, "The text is too large.") }),
  command: async (_ctx, { content }) => parseDocument(content),
  returns: ({ document, problems }) => ({ problems, isReadable: document !== null }),
});
