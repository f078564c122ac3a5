/** Words of the usage room. No library at run time. */
import type { AgentId } from "@/lib/ids";

/** What a model was asked for. */
export const USAGE_PURPOSES = ["session", "dream", "grader"] as const;
export type UsagePurpose = (typeof USAGE_PURPOSES)[number];

export const USAGE_GROUPS = ["day", "agent", "purpose", "model"] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

export type UsageTotals = {
  calls: number;
  /** Calls of models that had no price: their tokens are counted, their cost is in no sum. */
  unpricedCalls: number;
  /** Input that no cache had, or took. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  /** Of the calls that had a price, in millionths of a US dollar. */
  costMicroUsd: number;
};

export type UsageSplit = Record<UsagePurpose, UsageTotals> & { total: UsageTotals; dreamingShare: number | null };

/** `key`: a day ("2026-11-22"), an agent's id (null for nobody's), a purpose, a model. `name`: an agent's, null where it is gone. */
export type UsageRow = UsageSplit & { key: string | null; name: string | null };

export type UsageReport = UsageSplit & {
  groupBy: UsageGroup;
  from: Date | null;
  to: Date | null;
  /** Whose calendar days are. */
  timeZone: string;
  /** Days in order; the rest dearest first. */
  rows: UsageRow[];
  /** The models without a price that were asked, most calls first. */
  unpriced: { model: string; calls: number }[];
};

export type UsageFilter = {
  from: Date | null;
  to: Date | null;
  groupBy: UsageGroup;
  agentIds?: readonly AgentId[];
  purpose?: UsagePurpose;
};
