"use server";

import { z } from "zod";
import type { ConflictView } from "@/components/dreams/publish-conflicts";
import type { PublishOutcome } from "@/components/dreams/publish-form";
import type { Ctx } from "@/lib/context";
import { cancelDream } from "@/lib/dreaming/commands";
import { PublishInput } from "@/lib/dreaming/inputs";
import { type PublishConflict, publishChangeSet } from "@/lib/dreaming/publish";
import { isAppError } from "@/lib/errors";
import { type DreamId, isId } from "@/lib/ids";
import { diffText } from "@/lib/learnings/diff";
import { defineAction } from "@/lib/web/define-action";

const DreamRef = z.object({ dream_id: z.custom<DreamId>((value) => isId("dream", value), "Not a dream id.") });

export const cancelDreamAction = defineAction({
  input: DreamRef,
  command: (ctx, { dream_id: dreamId }) => cancelDream(ctx, dreamId),
  revalidates: (dream) => ["/dreams", `/dreams/${dream.id}`],
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
