/** One open stream: what it was sent, how far its reader lags, and what it has seen of the block that is being said. */
import type { EventId } from "@/lib/ids";
import type { PreviewNews } from "@/lib/sessions/notifications";
import { BEAT, type Frame, HELLO } from "@/lib/sessions/stream/frames";
import type { PreviewedType } from "@/lib/sessions/stream/types";

/** What waits for a reader at most, beside one batch: who lags further is cut off and comes back by itself. */
export const MAX_WAITING_BYTES = 1024 * 1024;

/** Up to where in a block the reader got every piece. */
type Block = { eventId: EventId; index: number; offset: number };

export class Subscriber {
  readonly stream: ReadableStream<Uint8Array>;
  private controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  /** The log's end when the stream began; what came before is not replayed. Null until that is known. */
  private from: number | null = null;
  private readonly held: { seq: number; frame: Frame }[] = [];
  private block: Block | null = null;
  private isQuiet = false;

  /** `left` is told once, whoever ends the stream. */
  constructor(
    private readonly previews: ReadonlySet<PreviewedType>,
    private readonly left: (subscriber: Subscriber, reason: string) => void,
  ) {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller;
          controller.enqueue(HELLO);
        },
        cancel: () => this.leave("canceled"),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }),
    );
  }

  get wantsPreviews(): boolean {
    return this.previews.size > 0;
  }

  begin(from: number): void {
    this.from = from;
    for (const { seq, frame } of this.held.splice(0)) if (seq > from) this.send(frame);
  }

  /** A stored event. `isEcho`: it was in the log before, queued, and took effect now. */
  sendEvent(event: { id: EventId; seq: number }, frame: Frame, isEcho: boolean): void {
    if (this.block?.eventId === event.id) this.block = null;
    if (this.from === null) this.held.push({ seq: isEcho ? Number.POSITIVE_INFINITY : event.seq, frame });
    else if (isEcho || event.seq > this.from) this.send(frame);
  }

  /** A piece of what is being said: only while this reader got everything of the block before it. */
  sendPreview(news: PreviewNews, frame: Frame): void {
    if (this.from === null) return;
    if (news[2] === "start") {
      this.block = this.previews.has(news[4]) ? { eventId: news[3], index: 0, offset: 0 } : null;
      if (this.block) this.send(frame);
      return;
    }
    const [, , , eventId, index, offset, text] = news;
    const { block } = this;
    if (block?.eventId !== eventId) return;
    const isNext = index === block.index ? offset === block.offset : index === block.index + 1 && offset === 0;
    // A reader that lags gets the finished message soon enough.
    if (!isNext || this.waitingBytes > MAX_WAITING_BYTES / 2) {
      this.block = null;
      return;
    }
    this.block = { eventId, index, offset: offset + text.length };
    this.send(frame);
  }

  /** Pieces may have been missed: nothing more of the block. */
  forgetBlock(): void {
    this.block = null;
  }

  /** Keeps the connection alive where nothing was sent since the last beat. */
  beat(): void {
    if (this.isQuiet) this.send(BEAT);
    this.isQuiet = true;
  }

  /** The session is over: what waits is still delivered. */
  close(): void {
    const { controller } = this;
    this.leave("closed");
    controller?.close();
  }

  /** The reader is gone. */
  leave(reason: string): void {
    if (!this.controller) return;
    this.controller = null;
    this.held.length = 0;
    this.left(this, reason);
  }

  private get waitingBytes(): number {
    return MAX_WAITING_BYTES - (this.controller?.desiredSize ?? 0);
  }

  private send(frame: Frame): void {
    const { controller } = this;
    if (!controller) return;
    if (this.waitingBytes >= MAX_WAITING_BYTES) {
      this.leave("too slow");
      // Frees what waits. An abort is what servers take for the reader's own going, without a line in the error log.
      controller.error(new DOMException("The reader is too slow.", "AbortError"));
      return;
    }
    this.isQuiet = false;
    controller.enqueue(frame);
  }
}
