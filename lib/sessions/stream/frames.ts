/** Server-sent events as the official SDK reads them: a line with the name, one with the JSON, a blank one. Pure. */
import type { PreviewNews } from "@/lib/sessions/notifications";
import type { SessionEvent } from "@/lib/sessions/types";

export type Frame = Uint8Array;

const encoder = new TextEncoder();

function frameOf(event: { type: string } & Record<string, unknown>): Frame {
  return encoder.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

export function eventFrame(event: Pick<SessionEvent, "id" | "type" | "payload" | "processedAt">): Frame {
  return frameOf({ ...event.payload, id: event.id, type: event.type, processed_at: event.processedAt?.toISOString() ?? null });
}

export function previewFrame(news: PreviewNews): Frame {
  if (news[2] === "start") return frameOf({ type: "event_start", event: { type: news[4], id: news[3] } });
  const [, , , eventId, index, , text] = news;
  return frameOf({ type: "event_delta", event_id: eventId, delta: { type: "content_delta", index, content: { type: "text", text } } });
}

/** Comments, which readers skip: the first one makes the response's headers leave. */
export const HELLO: Frame = encoder.encode(": ok\n\n");
export const BEAT: Frame = encoder.encode(": beat\n\n");
