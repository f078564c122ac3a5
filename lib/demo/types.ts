/** Words of the sample data. No library at run time. */
import type { AgentId } from "@/lib/ids";

export const SAMPLE_AGENTS = ["Travel rebooking desk", "Legal records clerk", "Invoice clerk"] as const;
export type SampleAgentName = (typeof SAMPLE_AGENTS)[number];

export type SampleStatus = "pending" | "running" | "completed" | "failed";

/** How far the loading is; null where none was asked for, or it was removed again. */
export type SampleView = {
  status: SampleStatus;
  /** In words: "Dreaming on the Invoice clerk's second week". */
  stage: string;
  done: number;
  total: number;
  error: string | null;
  agentIds: AgentId[];
  requestedByName: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/** How an agent behaves in one part of the four weeks: probabilities. What it learnt shows after its revisions. */
export type Habits = { guards: number; knows: number; repeats: number; insists: number; forgets: number };
