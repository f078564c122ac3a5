import { AppError } from "@/lib/errors";
import { isId, type SessionId } from "@/lib/ids";
import { listStatuses } from "@/lib/sessions/live-facts";
import { forVisitor } from "@/lib/web/route-visitor";

const MOST = 100;

/** How those sessions stand: `?ids=sesn_…,sesn_…`; what is not here is left out. */
export function GET(request: Request): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const ids = (new URL(request.url).searchParams.get("ids") ?? "").split(",").filter(Boolean);
    if (ids.length > MOST) throw new AppError("invalid_input", `At most ${MOST} sessions at once.`);
    const known = ids.filter((id): id is SessionId => isId("session", id));
    return Response.json(await listStatuses(ctx, known), { headers: { "cache-control": "private, no-store" } });
  });
}
