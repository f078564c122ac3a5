/** Words of the retrieval room. No library at run time. */
import type { AgentId, ExposureId, MemoryId, MemoryVersionId, SessionId } from "@/lib/ids";
import type { LearningKind } from "@/lib/learnings/types";

/** Whether a session got a learning that it would have got, or was drawn to go without it. */
export type Arm = "given" | "withheld";

/** Why a learning that an agent has is not in the answer. */
export const LEFT_OUT_REASONS = ["status", "expired", "wall", "no_match", "budget", "holdout"] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** A part of the score, in words: `tool book_flight`, `text 0.42`. */
export type Reason = {
  part: "pinned" | "always" | "tool" | "error" | "intent" | "file_type" | "keyword" | "text" | "recency";
  detail: string;
  points: number;
};

/** What was asked for a session, or would be. */
export type ContextQuestion = {
  task: string;
  tools: string[];
  recentErrors: string[];
  fileTypes: string[];
  /** Of the session; decides which walled learnings it may see. */
  metadata: Record<string, string>;
  tokenBudget: number;
};

/** A learning as it goes into a context: its text at one version. */
export type ServedLearning = {
  id: MemoryId;
  versionId: MemoryVersionId;
  kind: LearningKind;
  path: string;
  title: string;
  score: number;
  why: Reason[];
  /** Seen to work with other models only. A mark: it is served all the same. */
  needsRevalidation: boolean;
};

export type LeftOut = { id: MemoryId; kind: LearningKind; path: string; title: string; reason: LeftOutReason; why: string };

export type ContextAnswer = {
  /** What to show the model; empty when nothing applies. */
  text: string;
  tokens: number;
  learnings: ServedLearning[];
  withheld: { id: MemoryId; versionId: MemoryVersionId }[];
  /** Null when no session was named: then nothing is drawn and nothing recorded. */
  exposureId: ExposureId | null;
  /** Only when an explanation was asked for. */
  leftOut: LeftOut[] | null;
};

/** A learning that one session was given or went without. */
export type SessionExposure = {
  exposureId: ExposureId;
  memoryId: MemoryId;
  versionId: MemoryVersionId;
  title: string;
  kind: LearningKind;
  arm: Arm;
  holdoutShare: number;
  score: number;
  why: Reason[];
  at: Date;
};

/** A session that one learning was given to or kept from. `sessionId` is null until that session is here. */
export type LearningExposure = {
  exposureId: ExposureId;
  agentId: AgentId;
  sessionId: SessionId | null;
  sessionKey: string;
  versionId: MemoryVersionId;
  arm: Arm;
  holdoutShare: number;
  at: Date;
  /** How that session went; null while nobody said. */
  success: boolean | null;
};

export type ExposureCounts = { given: number; withheld: number; lastAt: Date | null };
