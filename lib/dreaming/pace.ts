/** How long a dream still takes, from how long this workspace's earlier ones took. Pure. */
import { DREAM_STAGES, type DreamStage, type StageView } from "@/lib/dreaming/types";

/** One finished dream: its sessions and the time each stage took. */
export type PastDream = { sessions: number; stageMs: Partial<Record<DreamStage, number>> };

export type Eta = { kind: "range"; lowMs: number; highMs: number } | { kind: "longer" };

/** These take as long as there are sessions; the others do not depend on how many. */
const GROWS_WITH_SESSIONS: ReadonlySet<DreamStage> = new Set(["digest", "mine", "validate"]);
/** So many past dreams tell a range from the start; fewer do once so many stages are over. */
const ENOUGH_PAST = 5;
const ENOUGH_STAGES = 2;
/** With few past dreams their spread says too little: the range is at least this wide on either side. */
const FEW_MARGIN = 0.5;
const MARGIN = 0.15;
/** No stage is timed more closely than that. */
const LEAST_MS = 1_000;

type Progress = Pick<StageView, "stage" | "state" | "done" | "total" | "startedAt">;

/**
 * Null while nothing can be said. `longer` when more time has gone by in the present stages than any past dream, scaled to these sessions, would
 * have needed. O(past * stages).
 */
export function estimateRemaining(stages: readonly Progress[], past: readonly PastDream[], sessions: number, now: Date): Eta | null {
  const usable = past.filter((one) => one.sessions > 0);
  const completed = stages.filter((stage) => stage.state === "completed").length;
  if (usable.length === 0 || sessions === 0) return null;
  if (usable.length < ENOUGH_PAST && completed < ENOUGH_STAGES) return null;
  const rest = usable.map((one) => remainingAs(one, stages, sessions, now)).sort((a, b) => a.leftMs - b.leftMs);
  if (rest.every((one) => one.isOver)) return { kind: "longer" };
  const margin = usable.length < ENOUGH_PAST ? FEW_MARGIN : MARGIN;
  const low = quantile(rest, 0.1) * (1 - margin);
  const high = Math.max(quantile(rest, 0.9) * (1 + margin), LEAST_MS);
  return { kind: "range", lowMs: Math.max(0, low), highMs: high };
}

type Rest = { leftMs: number; isOver: boolean };

/** What is left if this dream goes as that one went. */
function remainingAs(past: PastDream, stages: readonly Progress[], sessions: number, now: Date): Rest {
  let leftMs = 0;
  let isOver = false;
  for (const name of DREAM_STAGES) {
    const stage = stages.find((one) => one.stage === name);
    if (!stage || stage.state === "completed") continue;
    const scale = GROWS_WITH_SESSIONS.has(name) ? sessions / past.sessions : 1;
    const whole = (past.stageMs[name] ?? 0) * scale;
    if (stage.state !== "running" || !stage.startedAt) {
      leftMs += whole;
      continue;
    }
    const spent = now.getTime() - stage.startedAt.getTime();
    isOver = spent > Math.max(whole, LEAST_MS) * 2;
    leftMs += Math.max(0, whole - spent);
  }
  return { leftMs, isOver };
}

function quantile(sorted: readonly Rest[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(q * (sorted.length - 1))))]?.leftMs ?? 0;
}
