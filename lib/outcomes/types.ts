/** Words of the outcomes room. No library at run time. */
import type { OutcomeReportId } from "@/lib/ids";
import type { OutcomeSource } from "@/lib/sessions/types";

/** One verdict on a session, and whose it is. */
export type OutcomeReportView = {
  id: OutcomeReportId;
  source: OutcomeSource;
  evaluator: string | null;
  success: boolean | null;
  score: number | null;
  criteria: Record<string, boolean>;
  signals: Record<string, unknown>;
  failureModes: string[];
  explanation: string | null;
  detail: Record<string, unknown>;
  createdAt: Date;
};
