/** Words of the sessions room. No library at run time. */
import type { AgentConfig } from "@/lib/agents/types";
import type { AgentId, EnvironmentId, EventId, Id, ImportId, MemoryStoreId, SessionId, SessionResourceId } from "@/lib/ids";
import type { StopReason } from "@/lib/sessions/live-types";
import type { Trust } from "@/lib/trust";

export const SESSION_STATUSES = ["rescheduling", "running", "idle", "terminated"] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

export const SESSION_SOURCES = ["live", "api", "import"] as const;
export type SessionSource = (typeof SESSION_SOURCES)[number];

export type SessionUsage = { inputTokens: number; outputTokens: number };

/** Who said it, best first: what a session's verdict is taken from. */
export const OUTCOME_SOURCES = ["human", "external", "grader", "self"] as const;
export type OutcomeSource = (typeof OUTCOME_SOURCES)[number];

/** A row of the list. Counts are of events: calls, results that are errors, user turns. */
export type SessionListItem = {
  id: SessionId;
  agentId: AgentId;
  agentName: string;
  agentVersion: number;
  status: SessionStatus;
  title: string | null;
  source: SessionSource;
  externalId: string | null;
  taskKey: string | null;
  startedAt: Date | null;
  occurredAt: Date;
  createdAt: Date;
  eventCount: number;
  turnCount: number;
  callCount: number;
  errorCount: number;
  outcomeSuccess: boolean | null;
  outcomeSource: OutcomeSource | null;
};

export type SessionView = SessionListItem & {
  environmentId: EnvironmentId;
  environmentName: string;
  metadata: Record<string, string>;
  importId: ImportId | null;
  variant: string | null;
  model: string | null;
  usage: SessionUsage | null;
  endedAt: Date | null;
  updatedAt: Date;
  archivedAt: Date | null;
  deploymentId: Id<"deployment"> | null;
  /** The agent's configuration as the session ran with it. */
  agent: AgentConfig;
  /** Null for imported sessions. */
  live: LiveDetails | null;
  resources: SessionResource[];
};

/** What only sessions have that were not imported. Money at list prices, in millionths of a US dollar. */
export type LiveDetails = {
  stopReason: StopReason | null;
  /** Until the latest rest; what runs now has been running since then. */
  activeMs: number;
  runningSince: Date | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  costMicroUsd: number;
  /** Models without a price were asked too: the cost is more than it says. */
  hasUnpriced: boolean;
  budgetMicroUsd: number | null;
  contextTokens: number;
};

/** A memory store attached to a session, named as it was then. */
export type SessionResource = {
  id: SessionResourceId;
  memoryStoreId: MemoryStoreId;
  access: "read_write" | "read_only";
  instructions: string | null;
  name: string;
  description: string;
  mountPath: string;
  createdAt: Date;
};

/** One event of the append-only log. `payload` is the wire event without `id`, `type` and `processed_at`. */
export type SessionEvent = {
  id: EventId;
  seq: number;
  type: string;
  trust: Trust;
  payload: Record<string, unknown>;
  processedAt: Date | null;
};

/** How an agent's sessions went: `judged` have a verdict, `met` a good one. */
export type AgentSessions = { agentId: AgentId; total: number; judged: number; met: number; lastAt: Date };

/** `judged` have a verdict, `met` a good one. */
export type Completion = { total: number; judged: number; met: number };

export const AGENT_SORTS = ["new", "name", "sessions", "completion", "change", "last"] as const;
export type AgentSort = (typeof AGENT_SORTS)[number];

export type AgentListRow = {
  id: AgentId;
  name: string;
  model: string;
  version: number;
  archivedAt: Date | null;
  /** In the stretch, and in the one of the same length before it; null where there is none before. */
  current: Completion;
  before: Completion | null;
  lastSessionAt: Date | null;
  lastDream: { id: string; at: Date } | null;
};
