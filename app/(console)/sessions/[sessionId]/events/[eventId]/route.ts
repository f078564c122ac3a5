import { textAt } from "@/components/sessions/prepare-transcript";
import { wholeOf } from "@/components/sessions/trace/prepare-row";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/ids";
import { findEvents } from "@/lib/sessions/queries";
import { forVisitor } from "@/lib/web/route-visitor";

/** Characters of one answer. */
const PIECE = 100_000;

/**
 * One text of one event in pieces: `?at=/content/0/text&offset=0`; without `at` the event as JSON. With `download` the whole of it as a file.
 */
export function GET(request: Request, { params }: { params: Promise<{ sessionId: string; eventId: string }> }): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const { sessionId, eventId } = await params;
    const { searchParams } = new URL(request.url);
    const event = isId("event", eventId) ? (await findEvents(ctx, [eventId])).get(eventId) : undefined;
    if (!event || event.sessionId !== sessionId) throw new AppError("not_found", "There is no such event in this session.");
    const at = searchParams.get("at") ?? "";
    const text = at === "" ? wholeOf(event) : textAt(event, at);
    if (text === null) throw new AppError("not_found", "There is no such text in this event.");
    if (searchParams.has("download")) {
      return new Response(text, {
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "content-disposition": `attachment; filename="${eventId}.txt"`,
          "x-content-type-options": "nosniff",
          "cache-control": "private, no-store",
        },
      });
    }
    const offset = Math.max(0, Math.trunc(Number(searchParams.get("offset")) || 0));
    const end = endOfPiece(text, offset);
    return Response.json(
      { text: text.slice(offset, end), next: end < text.length ? end : null, length: text.length, seq: event.seq },
      { headers: { "cache-control": "private, no-store" } },
    );
  });
}

/** After a line where one ends nearby, never inside a character. */
function endOfPiece(text: string, offset: number): number {
  const end = Math.min(offset + PIECE, text.length);
  if (end === text.length) return end;
  const lineEnd = text.lastIndexOf("\n", end - 1) + 1;
  if (lineEnd > offset + PIECE / 2) return lineEnd;
  return /[\ud800-\udbff]/.test(text[end - 1] ?? "") ? end - 1 : end;
}
