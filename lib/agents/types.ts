/** Words of the agents room. No library at run time. */
import type { AgentId, MemoryStoreId } from "@/lib/ids";

/** As on the wire, always an object; fields we do not interpret are kept as given. */
export type AgentModel = { id: string; speed?: "standard" | "fast"; effort?: { type: string }; inference_geo?: string };

export type AgentConfig = {
  name: string;
  description: string | null;
  model: AgentModel;
  system: string | null;
  tools: Record<string, unknown>[];
  mcp_servers: Record<string, unknown>[];
  skills: Record<string, unknown>[];
  metadata: Record<string, string>;
  multiagent: Record<string, unknown> | null;
};

export const REVIEW_POLICIES = ["always", "low_confidence", "never"] as const;
export const DREAM_AUTHORS = ["auto", "template", "claude"] as const;

export type DreamingSettings = {
  enabled: boolean;
  schedule: { type: "cron"; expression: string; timezone: string } | null;
  min_new_sessions: number;
  author: (typeof DREAM_AUTHORS)[number];
  model: string | null;
  instructions: string | null;
  review: (typeof REVIEW_POLICIES)[number];
  budget: { max_usd_per_dream: number | null; max_usd_per_month: number | null };
  /** Sessions that must show a pattern before a dream proposes it. */
  min_support: number;
  holdout_share: number;
};

export type RetentionSettings = { session_days: number | null; note_days: number | null; playbook_days: number | null };

export const DEFAULT_DREAMING: DreamingSettings = {
  enabled: true,
  schedule: null,
  min_new_sessions: 10,
  author: "auto",
  model: null,
  instructions: null,
  review: "always",
  budget: { max_usd_per_dream: null, max_usd_per_month: null },
  min_support: 3,
  holdout_share: 0.1,
};

export const DEFAULT_RETENTION: RetentionSettings = { session_days: null, note_days: null, playbook_days: null };

export type AgentView = {
  id: AgentId;
  version: number;
  config: AgentConfig;
  dreaming: DreamingSettings;
  retention: RetentionSettings;
  wallKey: string | null;
  learningsStoreId: MemoryStoreId;
  outcomeDefinitionId: string | null;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
};

/** An agent as the page of its store names it. */
export type StoreAgent = { id: AgentId; name: string; version: number; archivedAt: Date | null };

/** One version of an agent: what it was, who made it so, and why. */
export type AgentVersionView = {
  version: number;
  config: AgentConfig;
  message: string | null;
  createdAt: Date;
  createdByType: string;
  createdByName: string | null;
};
