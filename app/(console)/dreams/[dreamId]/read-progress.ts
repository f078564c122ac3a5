/** How far a dream is, with what it is measured by: for the page and for the route that the page asks. */
import { type ProgressState, toProgressState } from "@/components/dreams/progress-state";
import type { Ctx } from "@/lib/context";
import { estimateRemaining } from "@/lib/dreaming/pace";
import { listPastDreams, readQueuePlace } from "@/lib/dreaming/progress-reads";
import type { DreamView, StageView } from "@/lib/dreaming/types";
import { hasLiveWorker } from "@/lib/jobs/liveness";

export async function readProgressState(ctx: Ctx, dream: DreamView, stages: readonly StageView[]): Promise<ProgressState> {
  const isOpen = dream.status === "pending" || dream.status === "running";
  const [hasWorker, queue, past] = await Promise.all([
    isOpen ? hasLiveWorker(ctx.db) : true,
    dream.status === "pending" ? readQueuePlace(ctx, dream) : null,
    dream.status === "running" ? listPastDreams(ctx, dream) : [],
  ]);
  const now = ctx.clock.now();
  return toProgressState(dream, stages, { now, hasWorker, queue, eta: estimateRemaining(stages, past, dream.sessionsRead, now) });
}
