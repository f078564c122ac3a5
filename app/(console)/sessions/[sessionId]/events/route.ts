import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { isId, type SessionId } from "@/lib/ids";
import { getSession, listEvents } from "@/lib/sessions/queries";
import { forVisitor } from "@/lib/web/route-visitor";

const AT_A_TIME = 500;

/** The session's whole log as JSON lines, one event each as on the wire; read and sent a page at a time. */
export function GET(request: Request, { params }: { params: Promise<{ sessionId: string }> }): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const { sessionId } = await params;
    if (!isId("session", sessionId)) throw new AppError("not_found", `There is no session ${sessionId}.`);
    await getSession(ctx, sessionId);
    const lines = readLines(ctx, sessionId);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await lines.return(undefined)),
    });
    return new Response(body, {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": `attachment; filename="${sessionId}.ndjson"`,
        "cache-control": "private, no-store",
      },
    });
  });
}

async function* readLines(ctx: Ctx, sessionId: SessionId): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(ctx, { sessionId, limit: AT_A_TIME, cursor });
    const lines = page.items.map(
      ({ id, type, processedAt, payload }) => `${JSON.stringify({ id, type, processed_at: processedAt, ...payload })}\n`,
    );
    if (lines.length > 0) yield encoder.encode(lines.join(""));
    cursor = page.nextCursor;
  } while (cursor !== null);
}
