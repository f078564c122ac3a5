/** Memory stores, their memories, versions and revisions on the wire. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "@hono/zod-openapi";
import { ActorRef, idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { REVERT_CONFLICTS } from "@/lib/learnings/revert-plan";
import type { FolderEntry } from "@/lib/memory/folder-listing";
import {
  type Author,
  MEMORY_OPERATIONS,
  type MemoryStoreView,
  type MemoryVersionView,
  type MemoryView,
  REVISION_KINDS,
  type RevisionDiffEntry,
  type StoreRevisionView,
} from "@/lib/memory/types";

const count = z.number().int();
const storeId = idOf("memoryStore", "Its memory store.");

export const WireMemoryStore = z
  .object({
    id: idOf("memoryStore", "Id of the memory store."),
    type: z.literal("memory_store"),
    name: z.string(),
    description: z.string(),
    metadata: z.record(z.string(), z.string()),
    head_revision: count.openapi({ description: "Number of the last revision; 0 for a store that was never written to." }),
    created_at: instant("When it was made."),
    updated_at: instant("When its own fields last changed; writes to memories don't count."),
    archived_at: maybeInstant("When it was archived."),
  })
  .openapi("MemoryStore");

export function toWireMemoryStore(store: MemoryStoreView): z.infer<typeof WireMemoryStore> {
  return {
    id: store.id,
    type: "memory_store",
    name: store.name,
    description: store.description,
    metadata: store.metadata,
    head_revision: store.headRevision,
    created_at: toInstant(store.createdAt),
    updated_at: toInstant(store.updatedAt),
    archived_at: toMaybeInstant(store.archivedAt),
  } satisfies Anthropic.Beta.BetaManagedAgentsMemoryStore & z.infer<typeof WireMemoryStore>;
}

export const WireMemory = z
  .object({
    id: idOf("memory", "Id of the memory."),
    type: z.literal("memory"),
    memory_store_id: storeId,
    path: z.string(),
    content: z.string().nullable().openapi({ description: "Null in the `basic` view." }),
    content_sha256: z.string().openapi({ description: "Lower-case hex SHA-256 of the content's UTF-8 bytes." }),
    content_size_bytes: count,
    memory_version_id: idOf("memoryVersion", "The version that is its head."),
    created_at: instant("When it was made."),
    updated_at: instant("When it last changed."),
  })
  .openapi("Memory", { description: "A text document by path; its history stays readable." });

export const WireDeletedMemory = z
  .object({ id: idOf("memory", "Id of the memory."), type: z.literal("memory_deleted") })
  .openapi("DeletedMemory");

export const WireDeletedMemoryStore = z
  .object({ id: idOf("memoryStore", "Id of the memory store."), type: z.literal("memory_store_deleted") })
  .openapi("DeletedMemoryStore");

export const WireMemoryPrefix = z
  .object({ type: z.literal("memory_prefix"), path: z.string().openapi({ description: "Ends in `/`; stands for everything below it." }) })
  .openapi("MemoryPrefix");

export function toWireMemory(memory: MemoryView, view: "basic" | "full"): z.infer<typeof WireMemory> {
  return {
    id: memory.id,
    type: "memory",
    memory_store_id: memory.storeId,
    path: memory.path,
    content: view === "full" ? memory.content : null,
    content_sha256: memory.contentSha256,
    content_size_bytes: memory.contentSizeBytes,
    memory_version_id: memory.headVersionId,
    created_at: toInstant(memory.createdAt),
    updated_at: toInstant(memory.updatedAt),
  } satisfies Anthropic.Beta.MemoryStores.BetaManagedAgentsMemory & z.infer<typeof WireMemory>;
}

export function toWireFolderEntry(
  entry: FolderEntry,
  view: "basic" | "full",
): z.infer<typeof WireMemory> | z.infer<typeof WireMemoryPrefix> {
  return entry.kind === "memory" ? toWireMemory(entry.memory, view) : { type: "memory_prefix", path: entry.prefix };
}

const VersionActor = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("api_actor"), api_key_id: z.string() }),
    z.object({ type: z.literal("session_actor"), session_id: z.string() }),
    z.object({ type: z.literal("user_actor"), user_id: z.string() }),
  ])
  .nullable();

export const WireMemoryVersion = z
  .object({
    id: idOf("memoryVersion", "Id of the version."),
    type: z.literal("memory_version"),
    memory_id: idOf("memory", "Its memory, which may be deleted."),
    memory_store_id: storeId,
    operation: z.enum(MEMORY_OPERATIONS),
    path: z.string().nullable(),
    content: z.string().nullable().openapi({ description: "Null in the `basic` view, for a deletion, and when redacted." }),
    content_sha256: z.string().nullable(),
    content_size_bytes: count.nullable(),
    revision: count.openapi({ description: "The store revision that it belongs to." }),
    created_by: VersionActor.openapi({ description: "Null where Reverie itself wrote it." }),
    created_at: instant("When it was written."),
    redacted_at: maybeInstant("When its content was erased."),
    redacted_by: VersionActor.openapi({ description: "Who erased it." }),
  })
  .openapi("MemoryVersion");

type SdkVersion = Omit<Anthropic.Beta.MemoryStores.BetaManagedAgentsMemoryVersion, "created_by" | "redacted_by">;

export function toWireMemoryVersion(version: MemoryVersionView, view: "basic" | "full"): z.infer<typeof WireMemoryVersion> {
  return {
    id: version.id,
    type: "memory_version",
    memory_id: version.memoryId,
    memory_store_id: version.storeId,
    operation: version.operation,
    path: version.path,
    content: view === "full" ? version.content : null,
    content_sha256: version.contentSha256,
    content_size_bytes: version.contentSizeBytes,
    revision: version.revision,
    created_by: toVersionActor(version.author),
    created_at: toInstant(version.createdAt),
    redacted_at: toMaybeInstant(version.redactedAt),
    redacted_by: version.redactedBy && toVersionActor(version.redactedBy),
  } satisfies SdkVersion & z.infer<typeof WireMemoryVersion>;
}

function toVersionActor({ type, id }: Author): z.infer<typeof VersionActor> {
  if (id === null) return null;
  switch (type) {
    case "api_key":
      return { type: "api_actor", api_key_id: id };
    case "session":
      return { type: "session_actor", session_id: id };
    case "user":
      return { type: "user_actor", user_id: id };
    case "system":
    case "environment_key":
      return null;
  }
}

const RevisionCounts = z.object({ created: count, modified: count, deleted: count });

export const WireRevision = z
  .object({
    type: z.literal("store_revision"),
    memory_store_id: storeId,
    number: count.openapi({ description: "From 1, without a gap." }),
    kind: z.enum(REVISION_KINDS),
    message: z.string().nullable(),
    dream_id: z.string().nullable().openapi({ description: "The dream that was published with it." }),
    by: ActorRef,
    changes: RevisionCounts.openapi({ description: "How many memories it touched." }),
    created_at: instant("When it was published."),
  })
  .openapi("StoreRevision", { description: "One published step of a store's history." });

export function toWireRevision(revision: StoreRevisionView): z.infer<typeof WireRevision> {
  return {
    type: "store_revision",
    memory_store_id: revision.storeId,
    number: revision.number,
    kind: revision.kind,
    message: revision.message,
    dream_id: revision.dreamId,
    by: revision.author,
    changes: revision.changes,
    created_at: toInstant(revision.createdAt),
  };
}

export const WireDiffEntry = z
  .object({
    path: z.string(),
    previous_path: z.string().nullable().openapi({ description: "Set when the memory had another path before." }),
    memory_id: idOf("memory", "The memory."),
    operation: z.enum(MEMORY_OPERATIONS),
    before: z.string().nullable(),
    after: z.string().nullable(),
  })
  .openapi("RevisionDiffEntry");

export function toWireDiffEntry(entry: RevisionDiffEntry): z.infer<typeof WireDiffEntry> {
  const { path, operation, before, after } = entry;
  return { path, previous_path: entry.previousPath, memory_id: entry.memoryId, operation, before, after };
}

export const WireRevisionDiff = z
  .object({
    type: z.literal("store_revision_diff"),
    memory_store_id: storeId,
    number: count,
    against: count.openapi({ description: "0 is the empty store." }),
    data: z.array(WireDiffEntry).openapi({ description: "By path; complete." }),
  })
  .openapi("StoreRevisionDiff");

/** Spread, not extended: a dry run's nulls would contradict the revision's own schema. */
export const WireRollback = z
  .object({
    ...WireRevision.shape,
    number: count.nullable().openapi({ description: "Of the revision that was appended; null for a dry run." }),
    created_at: maybeInstant("Null for a dry run."),
    dry_run: z.boolean(),
    to_revision: count.openapi({ description: "The revision whose state is brought back." }),
    diff: z.array(WireDiffEntry).openapi({ description: "What changed, or would." }),
    kept_locked: z
      .array(z.object({ memory_id: idOf("memory", "The memory."), path: z.string() }))
      .openapi({ description: "Locked learnings that stay as they are." }),
  })
  .openapi("StoreRollback", { description: "The revision that a rollback appended, or would." });

/** Spread for the same reason as the rollback's. */
export const WireRevert = z
  .object({
    ...WireRevision.shape,
    number: count.nullable().openapi({ description: "Of the revision that was appended; null for a dry run." }),
    created_at: maybeInstant("Null for a dry run."),
    dry_run: z.boolean(),
    reverted_revision: count.openapi({ description: "The revision that is taken back." }),
    diff: z.array(WireDiffEntry).openapi({ description: "What changed, or would." }),
    conflicts: z
      .array(z.object({ memory_id: idOf("memory", "The memory."), path: z.string(), reason: z.enum(REVERT_CONFLICTS) }))
      .openapi({ description: "What stands against it; always empty unless it is a dry run." }),
  })
  .openapi("StoreRevert", { description: "The revision that a revert appended, or would." });

export const WireStoreExport = z
  .object({
    type: z.literal("memory_store_export"),
    memory_store_id: storeId,
    name: z.string(),
    revision: count,
    exported_at: instant("When it was exported."),
    memories: z.array(z.object({ id: idOf("memory", "The memory."), path: z.string(), content_sha256: z.string(), content: z.string() })),
  })
  .openapi("MemoryStoreExport", { description: "Every memory of a store at one revision." });
