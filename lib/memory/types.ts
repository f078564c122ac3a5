/** Words of the memory room. No library at run time. */
import type { Actor } from "@/lib/context";
import type { DreamId, MemoryId, MemoryStoreId, MemoryVersionId } from "@/lib/ids";

export const MEMORY_OPERATIONS = ["created", "modified", "deleted"] as const;
export type MemoryOperation = (typeof MEMORY_OPERATIONS)[number];

export const REVISION_KINDS = ["publish", "edit", "rollback", "revert", "api"] as const;
export type RevisionKind = (typeof REVISION_KINDS)[number];

export const MAX_CONTENT_BYTES = 102_400;

/** Who wrote something, as history keeps it. */
export type Author = { type: Actor["type"]; id: string | null; name: string | null };

export type MemoryView = {
  id: MemoryId;
  storeId: MemoryStoreId;
  path: string;
  /** Null unless asked for. */
  content: string | null;
  contentSha256: string;
  contentSizeBytes: number;
  headVersionId: MemoryVersionId;
  createdAt: Date;
  updatedAt: Date;
};

/** One file of a store at some revision. */
export type MemoryState = { memoryId: MemoryId; path: string; content: string };

export type MemoryVersionView = {
  id: MemoryVersionId;
  memoryId: MemoryId;
  storeId: MemoryStoreId;
  operation: MemoryOperation;
  path: string | null;
  content: string | null;
  contentSha256: string | null;
  contentSizeBytes: number | null;
  revision: number;
  author: Author;
  createdAt: Date;
  redactedAt: Date | null;
  redactedBy: Author | null;
};

export type MemoryStoreView = {
  id: MemoryStoreId;
  name: string;
  description: string;
  metadata: Record<string, string>;
  headRevision: number;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
};

/** One published step of a store. */
export type StoreRevisionView = {
  storeId: MemoryStoreId;
  number: number;
  kind: RevisionKind;
  message: string | null;
  dreamId: DreamId | null;
  author: Author;
  createdAt: Date;
  changes: { created: number; modified: number; deleted: number };
};

/** A path's difference between two revisions. */
export type RevisionDiffEntry = {
  path: string;
  /** Set when the memory had another path before. */
  previousPath: string | null;
  memoryId: MemoryId;
  operation: MemoryOperation;
  before: string | null;
  after: string | null;
};
