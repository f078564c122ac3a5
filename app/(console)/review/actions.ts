"use server";

import { z } from "zod";
import { ApproveAlikeInput, approveAlike, undoDecisions } from "@/lib/dreaming/approve-alike";
import { AssignChangeInput, assignChange } from "@/lib/dreaming/assign";
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
    const decision = DecideChangeInput.safeParse(fromForm(rest));
    if (decision.success) return { ref: { dreamId, changeId }, next, decision: decision.data };
    for (const issue of decision.error.issues) check.addIssue({ code: "custom", path: issue.path, message: issue.message });
    return z.NEVER;
  });

/** A form sends text only, and line breaks as CR LF. */
function fromForm(fields: Record<string, unknown>): Record<string, unknown> {
  const { content, more_sessions: more, expected_version: version, overrule, ...rest } = fields;
  return {
    ...rest,
    ...(typeof content === "string" ? { content: content.replaceAll("\r\n", "\n") } : {}),
    ...(more === undefined ? {} : { more_sessions: Number(more) }),
    ...(version === undefined ? {} : { expected_version: Number(version) }),
    ...(overrule === undefined ? {} : { overrule: overrule === "true" }),
  };
}

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

const ChangeRefForm = z.object({
  dream_id: z.custom<DreamId>((value) => isId("dream", value), "Not a dream id."),
  change_id: z.custom<ChangeId>((value) => isId("change", value), "Not a change id."),
});

export const assignChangeAction = defineAction({
  // An empty choice is nobody.
  input: ChangeRefForm.extend({ user_id: z.string().optional() }),
  command: (ctx, { dream_id: dreamId, change_id: changeId, user_id: userId }) =>
    assignChange(ctx, { dreamId, changeId }, AssignChangeInput.parse({ user_id: userId === "nobody" ? null : userId })),
  revalidates: () => ["/review"],
});

/** The count stands in the choice: what is approved is what was counted. */
const AlikeForm = z
  .object({ agent_id: z.string(), family: z.string(), choice: z.string().regex(/^[a-z0-9]+:\d+$/, "Choose how sure the figures must be.") })
  .transform(({ choice, ...rest }) => {
    const [threshold, count] = choice.split(":");
    return { ...rest, threshold, expected_count: Number(count) };
  })
  .pipe(ApproveAlikeInput);

export const approveAlikeAction = defineAction({
  input: AlikeForm,
  command: approveAlike,
  revalidates: () => ["/review"],
  returns: (refs) => refs,
});

export const undoDecisionsAction = defineAction({
  input: z.object({
    refs: z.array(z.object({ dreamId: ChangeRefForm.shape.dream_id, changeId: ChangeRefForm.shape.change_id })).min(1),
  }),
  command: (ctx, { refs }) => undoDecisions(ctx, refs),
  revalidates: () => ["/review"],
});
