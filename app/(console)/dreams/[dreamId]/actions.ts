"use server";

import { z } from "zod";
import type { ConflictView } from "@/components/dreams/publish-conflicts";
import type { PublishOutcome } from "@/components/dreams/publish-form";
import type { Ctx } from "@/lib/context";
import { archiveDream, unarchiveDream } from "@/lib/dreaming/archive";
import { cancelDream } from "@/lib/dreaming/commands";
import { discardChanges } from "@/lib/dreaming/discard";
import { DiscardInput, PublishInput } from "@/lib/dreaming/inputs";
import { type PublishConflict, publishChangeSet } from "@/lib/dreaming/publish";
import { dreamAnew, retryDream } from "@/lib/dreaming/retry";
import type { DreamView } from "@/lib/dreaming/types";
import { isAppError } from "@/lib/errors";
import { type DreamId, isId } from "@/lib/ids";
import { diffText } from "@/lib/learnings/diff";
import { defineAction } from "@/lib/web/define-action";
import { getRuntime } from "@/lib/web/runtime";

const DreamRef = z.object({ dream_id: z.custom<DreamId>((value) => isId("dream", value), "Not a dream id.") });

const pagesOf = (dream: { id: DreamId }) => ["/dreams", `/dreams/${dream.id}`, "/review"];

export const cancelDreamAction = defineAction({
  input: DreamRef,
  command: (ctx, { dream_id: dreamId }) => cancelDream(ctx, dreamId),
  revalidates: pagesOf,
});

export const archiveDreamAction = defineAction({
  input: DreamRef,
  command: (ctx, { dream_id: dreamId }) => archiveDream(ctx, dreamId),
  revalidates: pagesOf,
});

export const unarchiveDreamAction = defineAction({
  input: DreamRef,
  command: (ctx, { dream_id: dreamId }) => unarchiveDream(ctx, dreamId),
  revalidates: pagesOf,
});

export const retryDreamAction = defineAction({
  input: DreamRef,
  command: async (ctx, { dream_id: dreamId }) => enqueued(ctx, await retryDream(ctx, dreamId)),
  revalidates: pagesOf,
});

export const dreamAnewAction = defineAction({
  input: DreamRef,
  command: async (ctx, { dream_id: dreamId }) => enqueued(ctx, await dreamAnew(ctx, dreamId)),
  revalidates: pagesOf,
  redirectTo: (dream) => `/dreams/${dream.id}`,
});

/** After the commit; what is lost between the two is found by the worker's sweep. */
async function enqueued(ctx: Ctx, dream: DreamView): Promise<DreamView> {
  const { jobs } = await getRuntime();
  await jobs.enqueueDream({ workspaceId: ctx.workspaceId, dreamId: dream.id, run: dream.run });
  return dream;
}

export const discardChangesAction = defineAction({
  input: DreamRef.extend(DiscardInput.shape),
  command: (ctx, { dream_id: dreamId, ...input }) => discardChanges(ctx, dreamId, input),
  revalidates: (_result, { dream_id: dreamId }) => ["/review", "/dreams", `/dreams/${dreamId}`],
  returns: (result) => result,
});

export const publishChangeSetAction = defineAction({
  input: DreamRef.extend(PublishInput.shape),
  command: publishOrExplain,
  revalidates: ({ revision }, { dream_id: dreamId }) => (revision === null ? [] : ["/review", `/dreams/${dreamId}`, "/learnings"]),
  returns: (outcome) => outcome,
});

/** A conflict is an answer here, not a failure: the page shows both sides of each and keeps what was decided. */
async function publishOrExplain(
  ctx: Ctx,
  { dream_id: dreamId, message }: { dream_id: DreamId; message?: string },
): Promise<PublishOutcome> {
  try {
    const revision = await publishChangeSet(ctx, dreamId, { message });
    return { revision: revision.number, conflicts: [] };
  } catch (error) {
    if (isAppError(error, "conflict") && error.details.reason === "publish_conflict") {
      return { revision: null, conflicts: asConflicts(error.details.conflicts).map(toConflictView) };
    }
    throw error;
  }
}

/** Error details are untyped; `publishChangeSet` puts exactly these under that reason. */
function asConflicts(conflicts: unknown): PublishConflict[] {
  return conflicts as PublishConflict[];
}

function toConflictView({ change_id: changeId, path, reason, base, ours, theirs }: PublishConflict): ConflictView {
  const between = (title: string, from: string | null, to: string | null) => ({ title, lines: diffText(from ?? "", to ?? "") });
  // Without a common text the two are compared with each other.
  const sides =
    base === null
      ? [between("From the published text to the change", ours, theirs)]
      : [between("What the store did since", base, ours), between("What the change does", base, theirs)];
  return { changeId, path, reason, sides };
}
