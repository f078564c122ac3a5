/** Every write to a store passes here, so that what is known of its learnings stays in step with their texts. */
import { and, eq } from "drizzle-orm";
import { findAgentOfStore } from "@/lib/agents/queries";
import { recordAudit } from "@/lib/audit/commands";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import type { AgentId, MemoryStoreId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { learnings } from "@/lib/learnings/schema";
import { EMPTY_TRIGGER, type LearningKind } from "@/lib/learnings/types";
import { announce } from "@/lib/live";
import type { RevisionDiffEntry, StoreRevisionView } from "@/lib/memory/types";
import { type AppliedWrite, appendRevision, type MemoryWrite, type RevisionInput } from "@/lib/memory/writes";

export type StoreWrite = RevisionInput & {
  /** The audit entry's verb, such as `learning.revise`. */
  action: string;
  details?: Record<string, unknown>;
};

/**
 * Appends a revision, syncs the learnings' columns and records the audit entry. Call inside `inWorkspace`. Throws as `appendRevision`, and
 * `forbidden` where a session writes to a learnings store.
 */
export async function writeStore(tx: Tx, ctx: Ctx, input: StoreWrite): Promise<{ revision: StoreRevisionView; applied: AppliedWrite[] }> {
  const { action, details, ...revisionInput } = input;
  const result = await appendRevision(tx, ctx, revisionInput);
  const agentId = await findAgentOfStore(tx, ctx, input.storeId);
  if (agentId && ctx.actor.type === "session") throw pastReview();
  if (agentId) for (const write of result.applied) await syncLearning(tx, ctx, agentId, input, write);
  recordAudit(tx, ctx, {
    action,
    subject: { type: "memory_store", id: input.storeId },
    before: result.applied.map((write) => write.before),
    after: result.applied.map(({ memoryId, path, content }) => ({ memoryId, path, content })),
    details: { revision: result.revision.number, ...result.revision.changes, ...details },
  });
  await announceWrites(ctx, input.storeId, result.applied);
  return result;
}

function pastReview(): AppError {
  return new AppError("forbidden", "Learnings change only through review: no session writes to their store.", {
    details: { reason: "learnings_read_only" },
  });
}

// Past so many a console reads its list anew instead of hearing of each.
const MOST_NAMED = 50;

async function announceWrites(ctx: Ctx, storeId: MemoryStoreId, applied: AppliedWrite[]): Promise<void> {
  await announce(ctx, { topic: "stores", id: storeId });
  if (applied.length > MOST_NAMED) return announce(ctx, { topic: "learnings", id: storeId, count: applied.length });
  for (const write of applied) await announce(ctx, { topic: "learnings", id: write.memoryId });
}

/** The write that brings a memory from `before` to `after`. */
export function toMemoryWrite(entry: RevisionDiffEntry): MemoryWrite {
  if (entry.after === null) return { operation: "deleted", memoryId: entry.memoryId };
  if (entry.before === null) return { operation: "created", memoryId: entry.memoryId, path: entry.path, content: entry.after };
  return { operation: "modified", memoryId: entry.memoryId, path: entry.path, content: entry.after };
}

async function syncLearning(tx: Tx, ctx: Ctx, agentId: AgentId, input: RevisionInput, write: AppliedWrite): Promise<void> {
  const key = and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.memoryId, write.memoryId));
  const now = ctx.clock.now();
  if (write.content === null) {
    await tx.update(learnings).set({ status: "retired", retiredReason: input.message, updatedAt: now }).where(key);
    return;
  }
  const { document } = parseDocument(write.content);
  const front = document?.frontMatter ?? null;
  // What a dream publishes is marked by the publisher; a rollback brings words back whoever wrote them.
  const isPersons = input.kind === "edit" || input.kind === "api" ? { isEditedByPerson: true } : {};
  const shown = {
    ...isPersons,
    kind: front?.kind ?? kindOfPath(write.path),
    title: front?.title ?? titleOfPath(write.path),
    trigger: front?.trigger ?? EMPTY_TRIGGER,
    tools: front?.trigger.tools ?? [],
    confidence: front?.confidence ?? null,
    scope: front?.scope ?? ("private" as const),
    appliesTo: front?.applies_to ?? {},
    expiresAt: front?.expires_at ? new Date(front.expires_at) : null,
    updatedAt: now,
  };
  await tx
    .insert(learnings)
    .values({
      workspaceId: ctx.workspaceId,
      memoryId: write.memoryId,
      storeId: input.storeId,
      agentId,
      status: "published",
      origin: ctx.actor.type === "user" ? "person" : "import",
      // A person's or operator key's own words; publishing a dream's change lowers it to its evidence's.
      trust: "operator",
      modelsValidated: [],
      createdAt: now,
      ...shown,
    })
    .onConflictDoUpdate({
      target: [learnings.workspaceId, learnings.memoryId],
      // A deleted memory that comes back (rollback) is served again; quarantine and holds outlive an edit.
      set: write.operation === "created" ? { ...shown, status: "published", retiredReason: null } : shown,
    });
}

function kindOfPath(path: string): LearningKind {
  return path.startsWith("/playbooks/") ? "playbook" : "note";
}

function titleOfPath(path: string): string {
  const name = path.split("/").pop() ?? path;
  return name.replace(/\.md$/, "").replaceAll("-", " ");
}
