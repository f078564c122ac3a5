import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { forVisitor } from "@/lib/web/route-visitor";
import { readNews } from "../read-news";

const MOST_QUEUED = 200;

/**
 * What came into the log behind `?after=`, with the rows that changed by it: those that ended, and those of `?queued=1,2` that took effect.
 * With `view=raw` as JSON.
 */
export function GET(request: Request, { params }: { params: Promise<{ sessionId: string }> }): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const { sessionId } = await params;
    if (!isId("session", sessionId)) throw new AppError("not_found", `There is no session ${sessionId}.`);
    const { searchParams } = new URL(request.url);
    const afterSeq = Number(searchParams.get("after"));
    const queued = (searchParams.get("queued") ?? "").split(",").filter(Boolean).map(Number);
    if (![afterSeq, ...queued].every((seq) => Number.isSafeInteger(seq) && seq >= 0 && seq < 2 ** 31) || queued.length > MOST_QUEUED) {
      throw new AppError("invalid_input", "`after` and `queued` are numbers of events.");
    }
    const news = await readNews(ctx, sessionId, { afterSeq, queued, isRaw: searchParams.get("view") === "raw" });
    return Response.json(news, { headers: { "cache-control": "private, no-store" } });
  });
}
