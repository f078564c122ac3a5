/** How far a dream is, for the page that follows it. */
import { getDream, listStages } from "@/lib/dreaming/queries";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { forVisitor } from "@/lib/web/route-visitor";
import { readProgressState } from "../read-progress";

export async function GET(request: Request, { params }: { params: Promise<{ dreamId: string }> }): Promise<Response> {
  const { dreamId } = await params;
  return forVisitor(request, async ({ ctx }) => {
    if (!isId("dream", dreamId)) throw new AppError("not_found", `There is no dream ${dreamId}.`);
    const [dream, stages] = await Promise.all([getDream(ctx, dreamId), listStages(ctx, dreamId)]);
    return Response.json(await readProgressState(ctx, dream, stages), { headers: { "cache-control": "no-store" } });
  });
}
