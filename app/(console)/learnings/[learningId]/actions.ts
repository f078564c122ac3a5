"use server";

import { z } from "zod";
import type { SaveOutcome } from "@/components/learnings/save-outcome";
import type { Ctx } from "@/lib/context";
import { AppError, isAppError } from "@/lib/errors";
import { type AgentId, isId, type MemoryId, type MemoryVersionId } from "@/lib/ids";
import { lockLearning, restoreMemoryVersion, unlockLearning, updateMemory } from "@/lib/learnings/commands";
import { parseDocument } from "@/lib/learnings/document";
import { ExpiryInput, RetireInput, ReviseLearningInput } from "@/lib/learnings/inputs";
import {
  copyLearning,
  pinLearning,
  redactLearningVersion,
  retireLearning,
  reviveLearning,
  setLearningExpiry,
  unpinLearning,
} from "@/lib/learnings/lifecycle";
import { getLearning } from "@/lib/learnings/queries";
import type { LearningView } from "@/lib/learnings/types";
import { getMemoryVersion } from "@/lib/memory/queries";
import { defineAction } from "@/lib/web/define-action";

const MemoryRef = z.object({ memory_id: z.custom<MemoryId>((value) => isId("memory", value), "Not a learning id.") });
const VersionId = z.custom<MemoryVersionId>((value) => isId("memoryVersion", value), "Not a version id.");

const SaveForm = ReviseLearningInput.extend({
  ...MemoryRef.shape,
  base_version_id: VersionId,
  // A form's empty field is no field.
  content: z.string("There is no text. Retire the learning if it is not to be given any more.").pipe(ReviseLearningInput.shape.content),
});
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
  const { content: now, contentSha256: sha256, headVersionId: versionId } = learning;
  if (now === null || sha256 === null || versionId === null) throw deletedMeanwhile();
  return { kind: "changed", found: { sha256, versionId, number: learning.version, author: learning.authorName }, yours, now };
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

export const pinLearningAction = defineAction({
  input: MemoryRef,
  command: (ctx, { memory_id: memoryId }) => pinLearning(ctx, memoryId),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});

export const unpinLearningAction = defineAction({
  input: MemoryRef,
  command: (ctx, { memory_id: memoryId }) => unpinLearning(ctx, memoryId),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});

export const setExpiryAction = defineAction({
  input: ExpiryInput.extend(MemoryRef.shape),
  command: (ctx, { memory_id: memoryId, expires_at: day }) => setLearningExpiry(ctx, memoryId, day),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});

export const retireLearningAction = defineAction({
  input: RetireInput.extend(MemoryRef.shape),
  command: (ctx, { memory_id: memoryId, reason }) => retireLearning(ctx, memoryId, { reason }),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});

export const reviveLearningAction = defineAction({
  input: MemoryRef,
  command: (ctx, { memory_id: memoryId }) => reviveLearning(ctx, memoryId),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});

const AgentRef = z.custom<AgentId>((value) => isId("agent", value), "Choose an agent.");

export const copyLearningAction = defineAction({
  input: MemoryRef.extend({ agent_id: AgentRef }),
  command: (ctx, { memory_id: memoryId, agent_id: agentId }) => copyLearning(ctx, memoryId, agentId),
  redirectTo: (copy) => `/learnings/${copy}`,
});

export const redactVersionAction = defineAction({
  input: MemoryRef.extend({ version_id: VersionId, confirmation: z.string() }),
  command: (ctx, { memory_id: memoryId, version_id: versionId, confirmation }) =>
    redactLearningVersion(ctx, { memoryId, versionId, confirmation }),
  revalidates: (_done, { memory_id: id }) => [`/learnings/${id}`],
});
