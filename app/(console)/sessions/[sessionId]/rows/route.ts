import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { getSession } from "@/lib/sessions/queries";
import { forVisitor } from "@/lib/web/route-visitor";
import { readRows } from "../read-rows";

/** A window of the trace: `?from=1&to=120`, as transcript or, with `view=raw`, as JSON. */
export function GET(request: Request, { params }: { params: Promise<{ sessionId: string }> }): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const { sessionId } = await params;
    if (!isId("session", sessionId)) throw new AppError("not_found", `There is no session ${sessionId}.`);
    const { searchParams } = new URL(request.url);
    const [fromSeq, toSeq] = [Number(searchParams.get("from")), Number(searchParams.get("to"))];
    if (!Number.isSafeInteger(fromSeq) || !Number.isSafeInteger(toSeq) || fromSeq < 1 || toSeq < fromSeq || toSeq > 2 ** 31 - 1) {
      throw new AppError("invalid_input", "`from` and `to` are numbers of events, the smaller one first.");
    }
    const session = await getSession(ctx, sessionId);
    const rows = await readRows(ctx, session, { fromSeq, toSeq, isRaw: searchParams.get("view") === "raw" });
    return Response.json({ rows }, { headers: { "cache-control": "private, no-store" } });
  });
}
