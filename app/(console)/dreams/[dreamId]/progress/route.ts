/** How far a dream is, for the page that follows it. */
import { isOverdue, toProgressState } from "@/components/dreams/progress-state";
import { getDream, listStages } from "@/lib/dreaming/queries";
import { isAppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { hasLiveWorker } from "@/lib/jobs/liveness";
import { findVisitor } from "@/lib/web/current-user";

export async function GET(_request: Request, { params }: { params: Promise<{ dreamId: string }> }): Promise<Response> {
  const visitor = await findVisitor();
  if (!visitor) return answer({ error: "Signed out." }, 401);
  const { dreamId } = await params;
  if (!isId("dream", dreamId)) return answer({ error: "Not a dream id." }, 404);
  const { ctx } = visitor;
  try {
    const [dream, stages] = await Promise.all([getDream(ctx, dreamId), listStages(ctx, dreamId)]);
    const now = ctx.clock.now();
    const hasWorker = isOverdue(dream, now) ? await hasLiveWorker(ctx.db) : true;
    return answer(toProgressState(dream, stages, now, hasWorker), 200);
  } catch (error) {
    if (isAppError(error, "not_found")) return answer({ error: error.message }, 404);
    throw error;
  }
}

function answer(body: unknown, status: number): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
