/** How far a dream is, as the browser is told every second. Pure; JSON only. */
import { formatCount, formatNumber } from "@/components/ui/format";
import type { DreamStage, DreamStatus, DreamView, StageState, StageView } from "@/lib/dreaming/types";

/** So long a dream may wait before the page says what for. */
export const WAITING_AFTER_MS = 5_000;

export type StageProgress = {
  stage: DreamStage;
  state: StageState;
  done: number;
  total: number;
  attempts: number;
  /** So far, while it runs; null before. */
  durationMs: number | null;
  /** Its figures in words, once it is completed. */
  summary: string | null;
};

export type ProgressState = {
  status: DreamStatus;
  stage: DreamStage | null;
  stages: StageProgress[];
  /** Pending for longer than it should; `hasWorker` says whether one lives that could take it. */
  waiting: { hasWorker: boolean } | null;
};

export function isUnderWay({ status }: Pick<ProgressState, "status">): boolean {
  return status === "pending" || status === "running";
}

export function isOverdue({ status, createdAt }: Pick<DreamView, "status" | "createdAt">, now: Date): boolean {
  return status === "pending" && now.getTime() - createdAt.getTime() > WAITING_AFTER_MS;
}

export function toProgressState(dream: DreamView, stages: readonly StageView[], now: Date, hasWorker: boolean): ProgressState {
  return {
    status: dream.status,
    stage: dream.stage,
    stages: stages.map(({ stage, state, done, total, attempts, startedAt, endedAt, summary }) => ({
      stage,
      state,
      done,
      total,
      attempts,
      durationMs: startedAt === null ? null : Math.max(0, (endedAt ?? now).getTime() - startedAt.getTime()),
      summary: state === "completed" ? summaryInWords(stage, summary, dream) : null,
    })),
    waiting: isOverdue(dream, now) ? { hasWorker } : null,
  };
}

/** 0..1: each stage counts the same, the running one by its share. */
export function shareDone({ stages }: ProgressState): number | null {
  if (stages.length === 0) return null;
  const done = stages.reduce((sum, { state, done, total }) => {
    if (state === "completed") return sum + 1;
    return sum + (state === "running" && total > 0 ? Math.min(1, done / total) : 0);
  }, 0);
  return done / stages.length;
}

function summaryInWords(stage: DreamStage, summary: Record<string, unknown>, dream: DreamView): string | null {
  const n = (key: string) => {
    const value = summary[key];
    return formatNumber(typeof value === "number" ? value : 0);
  };
  switch (stage) {
    case "select":
      return formatCount(dream.sessionsRead, "session");
    case "digest":
      return `${n("digested")} digested, ${n("already_digested")} known from before`;
    case "mine":
      return `${n("candidates")} candidates, ${n("tested")} comparisons tested`;
    case "validate":
      return `${n("candidates")} stand, ${n("evidence")} quotes kept`;
    case "author":
      return `${n("authored")} written`;
    case "reconcile":
      return `${n("changes")} changes against revision ${n("against_revision")}`;
    case "verify":
      return `${n("changes")} checked, ${n("held")} held, ${n("failed")} dropped`;
    case "propose":
      return null;
  }
}
