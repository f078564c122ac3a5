/** Words of the learnings room. No library at run time. */
import type { AgentId, ChangeId, DreamId, EventId, MemoryId, MemoryStoreId, MemoryVersionId, SessionId } from "@/lib/ids";
import type { Trust } from "@/lib/trust";

export const LEARNING_KINDS = ["note", "playbook"] as const;
export type LearningKind = (typeof LEARNING_KINDS)[number];

export const LEARNING_STATUSES = ["proposed", "published", "held", "quarantined", "retired"] as const;
export type LearningStatus = (typeof LEARNING_STATUSES)[number];

export const REJECT_REASONS = ["wrong", "not_useful", "unsafe", "duplicate", "too_specific"] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];
export type TombstoneReason = RejectReason | "retired";

/** When a learning applies. Empty lists match nothing; a learning with no trigger at all is always considered. */
export type Trigger = { tools: string[]; errors: string[]; intents: string[]; file_types: string[]; keywords: string[] };

export const EMPTY_TRIGGER: Trigger = { tools: [], errors: [], intents: [], file_types: [], keywords: [] };

export type PlaybookStep = { do: string; tool?: string; why?: string };

/** The typed front matter of a learning, as written. Status, lock, pin, trust and use are columns: shown, ignored on write. */
export type FrontMatter = {
  kind: LearningKind;
  title: string;
  trigger: Trigger;
  steps: PlaybookStep[];
  avoid: string[];
  /** 0..1; how sure the author is. */
  confidence: number | null;
  support: { sessions: number; success_with: string | null; success_without: string | null } | null;
  scope: "private" | "federated";
  applies_to: Record<string, string>;
  expires_at: string | null;
  model_validated: string[];
};

export type LearningDocument = { frontMatter: FrontMatter; body: string };

/** A problem at a place of the text; `line` counts from 1. */
export type DocumentProblem = { line: number; message: string };

export type LearningEvidence = {
  sessionId: SessionId;
  eventId: EventId;
  at: string;
  quote: string;
  polarity: "supports" | "contradicts";
  trust: Trust;
};

export const LEARNING_ORDERS = ["updated_at", "created_at", "title", "expires_at", "support"] as const;
export type LearningOrder = (typeof LEARNING_ORDERS)[number];

/** A row of the library. */
export type LearningListItem = {
  id: MemoryId;
  storeId: MemoryStoreId;
  agentId: AgentId;
  agentName: string;
  /** Null once the memory was deleted: its learning is retired. */
  path: string | null;
  kind: LearningKind;
  status: LearningStatus;
  title: string;
  tools: string[];
  trigger: Trigger;
  confidence: number | null;
  scope: "private" | "federated";
  /** How many versions it has; the last one's number. */
  version: number;
  /** Who wrote the last version; null for the system. */
  authorName: string | null;
  isLocked: boolean;
  isPinned: boolean;
  origin: "dream" | "person" | "import";
  family: string | null;
  supportSessions: number | null;
  trust: Trust;
  expiresAt: Date | null;
  updatedAt: Date;
  createdAt: Date;
};

export type LearningView = LearningListItem & {
  /** Null once the memory was deleted. */
  content: string | null;
  contentSha256: string | null;
  headVersionId: MemoryVersionId | null;
  frontMatter: FrontMatter | null;
  body: string | null;
  problems: DocumentProblem[];
  lockedBy: string | null;
  modelsValidated: string[];
  patternKey: string | null;
  dreamId: DreamId | null;
  changeId: ChangeId | null;
  stats: Record<string, unknown> | null;
  retiredReason: string | null;
  evidence: LearningEvidence[];
  evidenceCount: { supports: number; contradicts: number };
};
