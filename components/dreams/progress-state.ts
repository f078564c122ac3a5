/** How far a dream is, as the browser is told every second. Pure; JSON only. */
import { formatCount, formatNumber } from "@/components/ui/format";
import type { Eta } from "@/lib/dreaming/pace";
import type { QueuePlace } from "@/lib/dreaming/progress-reads";
import type { DreamStage, DreamStatus, DreamView, StageState, StageView } from "@/lib/dreaming/types";

/** So long a dream may wait before the page says what for. */
export const WAITING_AFTER_MS = 5_000;

export type StageProgress = {
  stage: DreamStage;
  state: StageState;
  done: number;
  total: number;
  attempts: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** So far, while it runs; null before. */
  durationMs: number | null;
  /** Its figures in words, once it is completed. */
  summary: string | null;
};

export type ProgressState = {
  status: DreamStatus;
  stage: DreamStage | null;
  stages: StageProgress[];
  costUsd: number;
  /** Pending for longer than it should; `hasWorker` says whether one lives that could take it. */
  waiting: { hasWorker: boolean } | null;
  /** Its place while it waits. */
  queue: QueuePlace | null;
  /** It runs, but no worker lives: the next one goes on with it. */
  isInterrupted: boolean;
  eta: Eta | null;
};

/** What is known beside the dream's own rows. */
export type Surroundings = { now: Date; hasWorker: boolean; queue?: QueuePlace | null; eta?: Eta | null };

export function isUnderWay({ status }: Pick<ProgressState, "status">): boolean {
  return status === "pending" || status === "running";
}

export function isOverdue({ status, queuedAt }: Pick<DreamView, "status" | "queuedAt">, now: Date): boolean {
  return status === "pending" && now.getTime() - queuedAt.getTime() > WAITING_AFTER_MS;
}

export function toProgressState(dream: DreamView, stages: readonly StageView[], around: Surroundings): ProgressState {
  const { now, hasWorker } = around;
  return {
    status: dream.status,
    stage: dream.stage,
    costUsd: dream.costUsd,
    queue: dream.status === "pending" ? (around.queue ?? null) : null,
    isInterrupted: dream.status === "running" && !hasWorker,
    eta: dream.status === "running" && hasWorker ? (around.eta ?? null) : null,
    stages: stages.map(({ stage, state, done, total, attempts, inputTokens, outputTokens, costUsd, startedAt, endedAt, summary }) => ({
      stage,
      inputTokens,
      outputTokens,
      costUsd,
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

/** "About 20 to 40 s left", "longer than usual"; null while nothing can be said. */
export function etaInWords(eta: Eta | null): string | null {
  if (eta === null) return null;
  if (eta.kind === "longer") return "longer than usual";
  const [low, high] = [Math.max(1, eta.lowMs / 1000), Math.max(1, eta.highMs / 1000)];
  const [per, unit] = high >= 5_400 ? [3_600, "h"] : high >= 90 ? [60, "min"] : [1, "s"];
  const [from, to] = [Math.max(1, Math.floor(low / per)), Math.ceil(high / per)];
  return from >= to ? `about ${formatNumber(to)}\u00a0${unit} left` : `${formatNumber(from)} to ${formatNumber(to)}\u00a0${unit} left`;
}

/** "2 dreams of this workspace wait before it, 1 runs". */
export function queueInWords({ ahead, running }: QueuePlace): string {
  const before =
    ahead === 0 ? "First in the queue" : `${formatCount(ahead, "dream")} of this workspace ${ahead === 1 ? "waits" : "wait"} before it`;
  return `${before}${running > 0 ? `, ${formatNumber(running)} ${running === 1 ? "runs" : "run"}` : ""}.`;
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

export function summaryInWords(stage: DreamStage, summary: Record<string, unknown>, dream: Pick<DreamView, "sessionsRead">): string | null {
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
      return `${n("authored")} written${summary.author === "claude" ? `, ${n("by_claude")} of them in Claude’s words` : ""}${stopInWords(summary.stopped)}`;
    case "reconcile":
      return `${n("changes")} changes against revision ${n("against_revision")}`;
    case "verify":
      return `${n("changes")} checked, ${n("held")} held, ${n("failed")} dropped`;
    case "propose":
      return null;
  }
}

/** Why Claude was asked no further. */
function stopInWords(stopped: unknown): string {
  if (typeof stopped !== "string") return "";
  if (stopped === "dream_budget") return ", the rest by the template: the dream’s budget is used up";
  if (stopped === "month_budget") return ", the rest by the template: the month’s budget is used up";
  if (stopped === "no_price") return ", by the template: the model has no price, so no budget can hold it";
  return ", the rest by the template: the model did not answer";
}
