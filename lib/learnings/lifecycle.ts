/** What happens to one learning beside the edits of its text: written by hand, pinned, expired, retired, revived, copied, redacted. */
import { and, eq, gte, isNull, lt } from "drizzle-orm";
import { getAgent } from "@/lib/agents/queries";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { AgentId, MemoryId, MemoryStoreId, MemoryVersionId } from "@/lib/ids";
import { updateMemory } from "@/lib/learnings/commands";
import { writeDocument } from "@/lib/learnings/document";
import { editDocument } from "@/lib/learnings/edit-document";
import type { CreateLearningInput } from "@/lib/learnings/inputs";
import { pathFor, slugify, uniquePath } from "@/lib/learnings/paths";
import { getLearning } from "@/lib/learnings/queries";
import { learnings, learningTombstones } from "@/lib/learnings/schema";
import { writeStore } from "@/lib/learnings/store-writes";
import { buryLearning } from "@/lib/learnings/tombstones";
import { EMPTY_TRIGGER, type LearningKind, type LearningView } from "@/lib/learnings/types";
import { announce } from "@/lib/live";
import { redactMemoryVersion } from "@/lib/memory/commands";
import { getMemoryVersion, listMemoryVersions } from "@/lib/memory/queries";
import { memories } from "@/lib/memory/schema";
import { lockStore } from "@/lib/memory/writes";

const key = (ctx: Ctx, memoryId: MemoryId) => and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, memoryId));

/** A note or playbook in a person's words. Throws `forbidden`, `not_found` (agent), `invalid_input`. */
export async function createLearning(ctx: Ctx, agentId: AgentId, input: Omit<CreateLearningInput, "agent_id">): Promise<MemoryId> {
  assertCan(ctx.actor, "memory.write");
  const content = writeDocument({
    frontMatter: {
      kind: input.kind,
      title: input.title,
      trigger: EMPTY_TRIGGER,
      steps: [],
      avoid: [],
      confidence: null,
      support: null,
      scope: "private",
      applies_to: {},
      expires_at: null,
      model_validated: [],
    },
    body: input.body ? `${input.body.replaceAll("\r\n", "\n").trim()}\n` : "",
  });
  return inWorkspace(ctx, async (tx, inner) => {
    const { learningsStoreId } = await getAgent(asSystem(inner, "learnings"), agentId);
    return addLearning(tx, inner, {
      storeId: learningsStoreId,
      kind: input.kind,
      title: input.title,
      content,
      message: input.reason || null,
    });
  });
}

type NewLearning = { storeId: MemoryStoreId; kind: LearningKind; title: string; content: string; message: string | null };

async function addLearning(tx: Tx, ctx: Ctx, { storeId, kind, title, content, message }: NewLearning): Promise<MemoryId> {
  await lockStore(tx, ctx, storeId);
  const wanted = pathFor(kind, slugify(title));
  const stem = wanted.slice(0, -".md".length);
  // Only paths that begin like it can be in its way; "~" follows every character of a slug that is ASCII, and others collide on writing.
  const taken = await tx
    .select({ path: memories.path })
    .from(memories)
    .where(
      and(
        eq(memories.workspaceId, ctx.workspaceId),
        eq(memories.storeId, storeId),
        gte(memories.path, stem),
        lt(memories.path, `${stem}~`),
      ),
    );
  const path = uniquePath(
    wanted,
    taken.map((row) => row.path),
  );
  const { applied } = await writeStore(tx, ctx, {
    action: "learning.create",
    storeId,
    kind: ctx.actor.type === "user" ? "edit" : "api",
    message,
    writes: [{ operation: "created", path, content }],
    details: { path },
  });
  const memoryId = applied[0]?.memoryId;
  if (!memoryId) throw new AppError("internal", "The learning was not written.");
  return memoryId;
}

/** A pinned learning is always considered. Throws `forbidden`, `not_found`. */
export async function pinLearning(ctx: Ctx, memoryId: MemoryId): Promise<void> {
  await setPin(ctx, memoryId, true);
}

/** Throws `forbidden`, `not_found`. */
export async function unpinLearning(ctx: Ctx, memoryId: MemoryId): Promise<void> {
  await setPin(ctx, memoryId, false);
}

async function setPin(ctx: Ctx, memoryId: MemoryId, isPinned: boolean): Promise<void> {
  assertCan(ctx.actor, "learning.pin");
  await inWorkspace(ctx, async (tx, inner) => {
    const row = await lockRow(tx, inner, memoryId);
    if (row.isPinned === isPinned) return;
    await tx.update(learnings).set({ isPinned, updatedAt: ctx.clock.now() }).where(key(ctx, memoryId));
    await announce(inner, { topic: "learnings", id: memoryId });
    recordAudit(tx, inner, {
      action: isPinned ? "learning.pin" : "learning.unpin",
      subject: { type: "learning", id: memoryId },
      details: { title: row.title },
    });
  });
}

async function lockRow(tx: Tx, ctx: Ctx, memoryId: MemoryId) {
  const [row] = await tx.select().from(learnings).where(key(ctx, memoryId)).for("update");
  if (!row) throw new AppError("not_found", `There is no learning ${memoryId}.`);
  return row;
}

/**
 * Writes the day after which it is no longer given into its front matter, as a new version; null takes it off.
 * Throws `forbidden`, `not_found`, `conflict` (reasons `locked`, `no_text`, `no_front_matter`).
 */
export async function setLearningExpiry(ctx: Ctx, memoryId: MemoryId, expiresAt: string | null): Promise<void> {
  assertCan(ctx.actor, "memory.write");
  await inWorkspace(ctx, async (_tx, inner) => {
    const learning = await getLearning(asSystem(inner, "learnings"), memoryId);
    const content = withText(learning);
    const next = editDocument(content, { type: "set", path: ["expires_at"], value: expiresAt });
    if (next === null) {
      throw new AppError("conflict", "Its text has no front matter to write a date into. Add some in the editor first.", {
        details: { reason: "no_front_matter" },
      });
    }
    const message = expiresAt === null ? "Expiry taken off" : `Expires on ${expiresAt}`;
    await updateMemory(inner, { storeId: learning.storeId, memoryId }, { content: next }, message);
  });
}

function withText(learning: LearningView): string {
  if (learning.content !== null) return learning.content;
  throw new AppError("conflict", "It was taken out of the store. Revive it first.", { details: { reason: "no_text" } });
}

/**
 * Takes a learning out of its store: no session gets it, every version stays. A tombstone with the reason keeps later dreams from proposing
 * it again. Nothing happens to one that is retired. Throws `forbidden`, `not_found`, `conflict` (reason `locked`).
 */
export async function retireLearning(ctx: Ctx, memoryId: MemoryId, { reason }: { reason: string }): Promise<void> {
  assertCan(ctx.actor, "memory.write");
  await inWorkspace(ctx, async (tx, inner) => {
    const { storeId } = await getLearning(asSystem(inner, "learnings"), memoryId);
    await lockStore(tx, inner, storeId);
    const row = await lockRow(tx, inner, memoryId);
    if (row.status === "retired") return;
    if (row.isLocked) {
      throw new AppError("conflict", `This learning is locked${row.lockedBy ? ` by ${row.lockedBy}` : ""}. Unlock it first.`, {
        details: { reason: "locked" },
      });
    }
    await writeStore(tx, inner, {
      action: "learning.retire",
      storeId,
      kind: ctx.actor.type === "user" ? "edit" : "api",
      message: reason,
      writes: [{ operation: "deleted", memoryId }],
      details: { memory_id: memoryId, title: row.title },
    });
    await buryLearning(tx, inner, memoryId, reason);
  });
}

/**
 * Brings a retired learning back with its last text, as a new version, and withdraws its tombstone. Nothing happens to one that is there.
 * Throws `forbidden`, `not_found`, `conflict` (reasons `redacted`, `path_conflict`).
 */
export async function reviveLearning(ctx: Ctx, memoryId: MemoryId): Promise<void> {
  assertCan(ctx.actor, "memory.write");
  await inWorkspace(ctx, async (tx, inner) => {
    const { storeId } = await getLearning(asSystem(inner, "learnings"), memoryId);
    await lockStore(tx, inner, storeId);
    const row = await lockRow(tx, inner, memoryId);
    const learning = await getLearning(asSystem(inner, "learnings"), memoryId);
    if (learning.content !== null) return;
    const { items } = await listMemoryVersions(asSystem(inner, "learnings"), { storeId, memoryId, withContent: true, limit: 20 });
    const last = items.find((version) => version.content !== null);
    if (!last || last.content === null || last.path === null) {
      throw new AppError("conflict", "None of its last 20 versions has a text to come back with. Restore an older one in its history.", {
        details: { reason: "redacted" },
      });
    }
    await writeStore(tx, inner, {
      action: "learning.revive",
      storeId,
      kind: ctx.actor.type === "user" ? "edit" : "api",
      message: "Revived",
      writes: [{ operation: "created", memoryId, path: last.path, content: last.content }],
      details: { memory_id: memoryId, title: row.title },
    });
    if (row.patternKey === null) return;
    await tx
      .update(learningTombstones)
      .set({ withdrawnAt: ctx.clock.now() })
      .where(
        and(
          eq(learningTombstones.workspaceId, ctx.workspaceId),
          eq(learningTombstones.storeId, storeId),
          eq(learningTombstones.patternKey, row.patternKey),
          eq(learningTombstones.reasonCode, "retired"),
          isNull(learningTombstones.withdrawnAt),
        ),
      );
  });
}

/**
 * The same text as a learning of another agent, with the trust of the first. Answers the new one.
 * Throws `forbidden`, `not_found` (learning or agent), `conflict` (reason `no_text`), `invalid_input` (the same agent).
 */
export async function copyLearning(ctx: Ctx, memoryId: MemoryId, toAgentId: AgentId): Promise<MemoryId> {
  assertCan(ctx.actor, "learning.copy");
  return inWorkspace(ctx, async (tx, inner) => {
    const learning = await getLearning(asSystem(inner, "learnings"), memoryId);
    const { learningsStoreId } = await getAgent(asSystem(inner, "learnings"), toAgentId);
    if (learningsStoreId === learning.storeId) {
      throw new AppError("invalid_input", "That agent has it already.", {
        details: { fields: { agent_id: "That agent has it already." } },
      });
    }
    const { title, kind } = learning;
    const message = `Copied from ${learning.agentName}`;
    const copy = await addLearning(tx, inner, { storeId: learningsStoreId, kind, title, content: withText(learning), message });
    // Words that came from the web stay words from the web.
    await tx.update(learnings).set({ trust: learning.trust, origin: learning.origin }).where(key(ctx, copy));
    recordAudit(tx, inner, {
      action: "learning.copy",
      subject: { type: "learning", id: copy },
      details: { from: memoryId, to_agent_id: toAgentId, title },
    });
    return copy;
  });
}

/**
 * Erases the text of one version for good; who wrote it and when remain. The published version can't be: save another one first.
 * Throws `forbidden`, `not_found`, `invalid_input` (the confirmation is not `redact`), `conflict` (reason `is_head`).
 */
export async function redactLearningVersion(
  ctx: Ctx,
  input: { memoryId: MemoryId; versionId: MemoryVersionId; confirmation: string },
): Promise<void> {
  assertCan(ctx.actor, "memory.redact");
  const { memoryId, versionId } = input;
  if (input.confirmation.trim().toLowerCase() !== REDACT_WORD) {
    const message = `Type ${REDACT_WORD} to confirm.`;
    throw new AppError("invalid_input", message, { details: { fields: { confirmation: message } } });
  }
  await inWorkspace(ctx, async (tx, inner) => {
    const { storeId, title } = await getLearning(asSystem(inner, "learnings"), memoryId);
    const version = await getMemoryVersion(asSystem(inner, "learnings"), storeId, versionId);
    if (version.memoryId !== memoryId) throw new AppError("not_found", "This version belongs to another learning.");
    await redactMemoryVersion(tx, inner, version, { details: { title } });
  });
}

export const REDACT_WORD = "redact";
