/** Puts the pieces of what the model is saying together. Pure but for its own memory. */
import type { Preview } from "./types";

type Piece =
  | { type: "event_start"; event: { type: Preview["type"]; id: string } }
  | { type: "event_delta"; event_id: string; delta: { type: "content_delta"; index: number; content: { text: string } } };

export class PreviewBuffer {
  private open: Preview | null = null;
  private texts: string[] = [];

  /** What is being said now; undefined where the piece changes nothing, because it belongs to something that is over. */
  take(piece: unknown): Preview | undefined {
    if (!isPiece(piece)) return;
    if (piece.type === "event_start") {
      this.texts = [];
      this.open = { eventId: piece.event.id, type: piece.event.type, text: "" };
      return this.open;
    }
    if (this.open?.eventId !== piece.event_id) return;
    const { index, content } = piece.delta;
    this.texts[index] = (this.texts[index] ?? "") + content.text;
    this.open = { ...this.open, text: this.texts.join("\n\n") };
    return this.open;
  }

  /** That event is in the log: no piece of it is wanted any more. */
  done(eventId: string): void {
    if (this.open?.eventId === eventId) this.open = null;
  }

  forget(): void {
    this.open = null;
  }
}

function isPiece(value: unknown): value is Piece {
  return typeof value === "object" && value !== null && "type" in value && (value.type === "event_start" || value.type === "event_delta");
}
