/** Who has a change open: the page's heart beat, and who else is there. */
import { z } from "zod";
import { leavePresence, touchPresence } from "@/lib/dreaming/presence";
import { AppError } from "@/lib/errors";
import { type ChangeId, isId } from "@/lib/ids";
import { forVisitor } from "@/lib/web/route-visitor";

const Beat = z.object({
  change_id: z.custom<ChangeId>((value) => isId("change", value), "Not a change id."),
  state: z.enum(["here", "gone"]),
});

export async function POST(request: Request): Promise<Response> {
  const body: unknown = await request.json().catch(() => null);
  return forVisitor(request, async ({ ctx }) => {
    const beat = Beat.safeParse(body);
    if (!beat.success) throw new AppError("invalid_input", "Give change_id, and state: here or gone.");
    const { change_id: changeId, state } = beat.data;
    if (state === "gone") await leavePresence(ctx, changeId);
    const present = state === "gone" ? [] : await touchPresence(ctx, changeId);
    return Response.json({ present }, { headers: { "cache-control": "no-store" } });
  });
}
