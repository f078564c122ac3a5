import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { getSession } from "@/lib/sessions/queries";
import { searchEvents } from "@/lib/sessions/trace";
import { forVisitor } from "@/lib/web/route-visitor";

const MOST_PLACES = 2000;
const LONGEST_TEXT = 200;

/** The numbers of the events in which `?q=` stands, all of the session. */
export function GET(request: Request, { params }: { params: Promise<{ sessionId: string }> }): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const { sessionId } = await params;
    if (!isId("session", sessionId)) throw new AppError("not_found", `There is no session ${sessionId}.`);
    const text = (new URL(request.url).searchParams.get("q") ?? "").replaceAll("\0", "").slice(0, LONGEST_TEXT);
    await getSession(ctx, sessionId);
    const found = text.trim() === "" ? [] : await searchEvents(ctx, { sessionId, text, limit: MOST_PLACES + 1 });
    return Response.json(
      { seqs: found.slice(0, MOST_PLACES), hasMore: found.length > MOST_PLACES },
      { headers: { "cache-control": "private, no-store" } },
    );
  });
}
