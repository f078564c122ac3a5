/** What every import format is turned into. Types only. */
import type { AgentId, ImportId } from "@/lib/ids";
import type { Trust } from "@/lib/trust";

export const IMPORT_FORMATS = ["auto", "reverie", "openai"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/**
 * One event of a past session, in wire shape but for ids: `callRef` ties a call to its result within the session
 * (the writer replaces it by event ids). `payload` has `content` for messages and results, `name` and `input` for calls.
 */
export type ImportedEvent = {
  type: "user.message" | "agent.message" | "agent.custom_tool_use" | "user.custom_tool_result";
  payload: Record<string, unknown>;
  callRef: string | null;
  /** RFC 3339, or null where the source has no time. */
  at: string | null;
  trust: Trust;
};

export type ImportedTool = { name: string; description: string; input_schema: Record<string, unknown> };

export type ImportedSession = {
  /** First line (or array position, from 1) of the source. */
  line: number;
  externalId: string | null;
  /** sha256 hex of the canonical content (messages, outcome excluded); identifies a session that has no external id. */
  contentHash: string;
  taskKey: string | null;
  /** What makes attempts at one task incomparable, such as the agent's scaffold; null when unknown. */
  variant: string | null;
  title: string | null;
  metadata: Record<string, string>;
  model: string | null;
  systemPrompt: string | null;
  tools: ImportedTool[] | null;
  startedAt: string | null;
  endedAt: string | null;
  /** The end user's identity where the source names one. */
  userKey: string | null;
  events: ImportedEvent[];
  outcome: { success: boolean | null; score: number | null; detail: Record<string, unknown> } | null;
  usage: { inputTokens: number; outputTokens: number } | null;
};

export type ImportProblem = { line: number; message: string };
/** What a parser yields, in source order. */
export type ImportItem = { ok: true; session: ImportedSession } | { ok: false; problem: ImportProblem };

export type ImportStatus = "running" | "completed" | "failed";

export type ImportView = {
  id: ImportId;
  agentId: AgentId | null;
  agentName: string | null;
  format: string;
  fileName: string | null;
  status: ImportStatus;
  /** Bytes of the body read so far. */
  bytes: number;
  received: number;
  imported: number;
  duplicates: number;
  rejected: number;
  /** The first 1,000; `rejected` counts all. */
  errors: ImportProblem[];
  /** Why it failed, in a sentence. */
  failure: string | null;
  createdAt: Date;
  createdByName: string | null;
  endedAt: Date | null;
};
