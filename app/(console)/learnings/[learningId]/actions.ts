"use server";

import { z } from "zod";
import type { SaveOutcome } from "@/components/learnings/save-outcome";
import type { Ctx } from "@/lib/context";
import { AppError, isAppError } from "@/lib/errors";
import { isId, type MemoryId, type MemoryVersionId, newId } from "@/lib/ids";
import { lockLearning, restoreMemoryVersion, unlockLearning, updateMemory } from "@/lib/learnings/commands";
import { diffText } from "@/lib/learnings/diff";
import { parseDocument } from "@/lib/learnings/document";
import { ReviseLearningInput } from "@/lib/learnings/inputs";
import { mergeText } from "@/lib/learnings/merge";
import { getLearning } from "@/lib/learnings/queries";
import type { LearningView } from "@/lib/learnings/types";
import { getMemoryVersion } from "@/lib/memory/queries";
import { defineAction } from "@/lib/web/define-action";

const MemoryRef = z.object({ memory_id: z.custom<MemoryId>((value) => isId("memory", value), "Not a learning id.") });
const VersionId = z.custom<MemoryVersionId>((value) => isId("memoryVersion", value), "Not a version id.");

const SaveForm = ReviseLearningInput.extend({ ...MemoryRef.shape, base_version_id: VersionId });
type SaveForm = z.output<typeof SaveForm>;

export const saveLearningAction = defineAction({
  input: SaveForm,
  command: saveOrMerge,
  revalidates: ({ kind }, { memory_id: id }) => (kind === "saved" ? [`/learnings/${id}`] : []),
  returns: (outcome) => outcome,
});

/** Saves over the version that was read. When another one is there by now, that is an answer: both texts, merged where they can be. */
async function saveOrMerge(ctx: Ctx, input: SaveForm): Promise<SaveOutcome> {
  const learning = await getLearning(ctx, input.memory_id);
  const content = withLineBreaksOf(learning.content, input.content);
  assertReadable(content);
  if (content === learning.content) return { kind: "unchanged" };
  try {
    await updateMemory(
      ctx,
      { storeId: learning.storeId, memoryId: learning.id },
      { content, precondition: { type: "content_sha256", content_sha256: input.expected_sha256 } },
      input.reason ?? null,
    );
    return { kind: "saved" };
  } catch (error) {
    if (isAppError(error, "precondition_failed")) return describeClash(ctx, input, content);
    throw error;
  }
}

async function describeClash(ctx: Ctx, input: SaveForm, yours: string): Promise<SaveOutcome> {
  const learning = await getLearning(ctx, input.memory_id);
  if (learning.content === null || learning.contentSha256 === null || learning.headVersionId === null) throw deletedMeanwhile();
  const [base, head] = await Promise.all([
    getMemoryVersion(ctx, learning.storeId, input.base_version_id),
    getMemoryVersion(ctx, learning.storeId, learning.headVersionId),
  ]);
  const now = learning.content;
  // A redacted base can't be compared with: every difference then stands as a conflict.
  const merged = mergeText(base.content ?? "", now, yours);
  const text = merged.ok ? merged.text : yours;
  return {
    kind: "changed",
    id: newId("request"),
    found: {
      sha256: learning.contentSha256,
      versionId: learning.headVersionId,
      revision: head.revision,
      author: head.author.name,
      at: head.createdAt.toISOString(),
    },
    isMerged: merged.ok,
    text,
    yours,
    now,
    lines: diffText(now, text),
    conflicts: merged.ok ? [] : merged.conflicts,
  };
}

function deletedMeanwhile(): AppError {
  return new AppError(
    "conflict",
    "This learning was taken out of the store meanwhile. Restore a version in its history first; your text is still here.",
    {
      details: { reason: "deleted" },
    },
  );
}

/** Front matter that can't be read would lose its trigger and steps without a word; plain text without any is fine. */
function assertReadable(content: string): void {
  const { document, problems } = parseDocument(content);
  if (document !== null || problems.length === 0) return;
  const message = problems.map((problem) => `Line ${problem.line}: ${problem.message}`).join(". ");
  throw new AppError("invalid_input", message, { details: { fields: { content: message }, problems } });
}

/** A form sends line breaks as CR LF, whatever the text had. */
function withLineBreaksOf(original: LearningView["content"], posted: string): string {
  const plain = posted.replaceAll("\r\n", "\n");
  const hasOnlyCrLf = original?.includes("\r\n") && !/(?<!\r)\n/.test(original);
  return hasOnlyCrLf ? plain.replaceAll("\n", "\r\n") : plain;
}

export const restoreVersionAction = defineAction({
  input: MemoryRef.extend({ version_id: VersionId }),
  command: async (ctx, { memory_id: memoryId, version_id: versionId }) => {
    const { storeId } = await getLearning(ctx, memoryId);
    const version = await getMemoryVersion(ctx, storeId, versionId);
    if (version.memoryId !== memoryId) throw new AppError("not_found", "This version belongs to another learning.");
    return restoreMemoryVersion(ctx, { storeId, memoryId }, version);
  },
  revalidates: (_revision, { memory_id: id }) => [`/learnings/${id}`],
});

export const lockLearningAction = defineAction({
  input: MemoryRef,
  command: (ctx, { memory_id: memoryId }) => lockLearning(ctx, memoryId),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});

export const unlockLearningAction = defineAction({
  input: MemoryRef,
  command: (ctx, { memory_id: memoryId }) => unlockLearning(ctx, memoryId),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});
