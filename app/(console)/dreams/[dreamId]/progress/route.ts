/** How far a dream is, for the page that follows it. */
import { isOverdue, toProgressState } from "@/components/dreams/progress-state";
import { getDream, listStages } from "@/lib/dreaming/queries";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { hasLiveWorker } from "@/lib/jobs/liveness";
import { forVisitor } from "@/lib/web/route-visitor";

export async function GET(request: Request, { params }: { params: Promise<{ dreamId: string }> }): Promise<Response> {
  const { dreamId } = await params;
  return forVisitor(request, async ({ ctx }) => {
    if (!isId("dream", dreamId)) throw new AppError("not_found", `There is no dream ${dreamId}.`);
    const [dream, stages] = await Promise.all([getDream(ctx, dreamId), listStages(ctx, dreamId)]);
    const now = ctx.clock.now();
    const hasWorker = isOverdue(dream, now) ? await hasLiveWorker(ctx.db) : true;
    return Response.json(toProgressState(dream, stages, now, hasWorker), { headers: { "cache-control": "no-store" } });
  });
}
