import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, instant, updatedAt, workspaceId } from "@/lib/db/columns";
import type { Author, MemoryOperation, RevisionKind } from "@/lib/memory/types";
import { workspaces } from "@/lib/workspaces/schema";

export const memoryStores = pgTable(
  "memory_stores",
  {
    workspaceId: workspaceId(),
    id: idColumn("memoryStore", "id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    metadata: jsonb("metadata").$type<Record<string, string>>().notNull(),
    /** Locked by every write to the store: revisions count up without a gap. */
    headRevision: integer("head_revision").notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: instant("archived_at"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);

/** The living documents of a store: the head of each memory's history. */
export const memories = pgTable(
  "memories",
  {
    workspaceId: workspaceId(),
    id: idColumn("memory", "id").notNull(),
    storeId: idColumn("memoryStore", "store_id").notNull(),
    path: bytes("path").notNull(),
    content: text("content").notNull(),
    contentSha256: bytes("content_sha256").notNull(),
    contentSizeBytes: integer("content_size_bytes").notNull(),
    headVersionId: idColumn("memoryVersion", "head_version_id").notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.storeId], foreignColumns: [memoryStores.workspaceId, memoryStores.id] }).onDelete("cascade"),
    uniqueIndex("memories_path").on(t.workspaceId, t.storeId, t.path),
  ],
);

/** Append-only, outlives its memory. Only redaction blanks content. */
export const memoryVersions = pgTable(
  "memory_versions",
  {
    workspaceId: workspaceId(),
    id: idColumn("memoryVersion", "id").notNull(),
    storeId: idColumn("memoryStore", "store_id").notNull(),
    memoryId: idColumn("memory", "memory_id").notNull(),
    /** The store revision that this version belongs to. */
    revision: integer("revision").notNull(),
    operation: text("operation").$type<MemoryOperation>().notNull(),
    path: bytes("path"),
    content: text("content"),
    contentSha256: bytes("content_sha256"),
    contentSizeBytes: integer("content_size_bytes"),
    authorType: text("author_type").$type<Author["type"]>().notNull(),
    authorId: bytes("author_id"),
    authorName: text("author_name"),
    createdAt: createdAt(),
    redactedAt: instant("redacted_at"),
    redactedBy: jsonb("redacted_by").$type<Author>(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.id] }),
    foreignKey({ columns: [t.workspaceId, t.storeId], foreignColumns: [memoryStores.workspaceId, memoryStores.id] }).onDelete("cascade"),
    uniqueIndex("memory_versions_revision").on(t.workspaceId, t.storeId, t.memoryId, t.revision),
    index("memory_versions_store").on(t.workspaceId, t.storeId, t.revision, t.id),
  ],
);

/** One row per published step of a store, numbered from 1. Append-only. */
export const storeRevisions = pgTable(
  "store_revisions",
  {
    workspaceId: workspaceId(),
    storeId: idColumn("memoryStore", "store_id").notNull(),
    number: integer("number").notNull(),
    kind: text("kind").$type<RevisionKind>().notNull(),
    message: text("message"),
    dreamId: idColumn("dream", "dream_id"),
    authorType: text("author_type").$type<Author["type"]>().notNull(),
    authorId: bytes("author_id"),
    authorName: text("author_name"),
    createdCount: integer("created_count").notNull(),
    modifiedCount: integer("modified_count").notNull(),
    deletedCount: integer("deleted_count").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.storeId, t.number] }),
    foreignKey({ columns: [t.workspaceId, t.storeId], foreignColumns: [memoryStores.workspaceId, memoryStores.id] }).onDelete("cascade"),
    index("store_revisions_dream").on(t.workspaceId, t.dreamId),
  ],
);
