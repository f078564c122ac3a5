/** Sends what the model is saying to those who watch, as it comes. Best effort: what is stored is the answer. */
import type { Ctx } from "@/lib/context";
import { type EventId, newId, type SessionId } from "@/lib/ids";
import type { ModelDelta } from "@/lib/model/answer-builder";
import { notify, PREVIEW_CHANNEL, type PreviewNews } from "@/lib/sessions/notifications";

/** Pieces are gathered for so long: every notification is a transaction of its own. */
const GATHER_MS = 40;
/** In characters: even in four-byte ones it fits a notification, with what stands around it. */
const MOST_CHARACTERS = 1_500;

type Open = { eventId: EventId; index: number; sent: number; text: string };

export class PreviewSender {
  /** Ids of the events to come, by the block's index in the model's answer. */
  readonly eventIds = new Map<number, EventId>();
  private open: Open | null = null;
  /** The message that neighbouring text blocks make together, and how many it has. */
  private message: { eventId: EventId; blocks: number } | null = null;
  private queue: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly ctx: Ctx,
    private readonly sessionId: SessionId,
    private readonly isWatched: () => boolean,
  ) {}

  readonly onDelta = (delta: ModelDelta): void => {
    if (delta.type === "block_start") this.begin(delta.index, delta.block.type);
    else if (delta.type === "text" && this.open) this.add(this.open, delta.text);
    else if (delta.type === "block_stop") this.flush();
  };

  private begin(index: number, type: string): void {
    this.flush();
    this.open = null;
    if (type === "text") {
      const isFirst = this.message === null;
      this.message ??= { eventId: newId("event"), blocks: 0 };
      this.eventIds.set(index, this.message.eventId);
      this.open = { eventId: this.message.eventId, index: this.message.blocks, sent: 0, text: "" };
      this.message.blocks += 1;
      if (isFirst) this.send([this.ctx.workspaceId, this.sessionId, "start", this.message.eventId, "agent.message"]);
      return;
    }
    this.message = null;
    if (type !== "thinking" && type !== "redacted_thinking") return;
    const eventId = newId("event");
    this.eventIds.set(index, eventId);
    this.send([this.ctx.workspaceId, this.sessionId, "start", eventId, "agent.thinking"]);
  }

  private add(open: Open, text: string): void {
    open.text += text;
    if (open.text.length >= MOST_CHARACTERS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const { open } = this;
    if (!open) return;
    while (open.text !== "") {
      const text = cut(open.text);
      this.send([this.ctx.workspaceId, this.sessionId, "delta", open.eventId, open.index, open.sent, text]);
      open.sent += text.length;
      open.text = open.text.slice(text.length);
    }
  }

  private send(news: PreviewNews): void {
    if (!this.isWatched()) return;
    this.queue = this.queue.then(() => notify({ db: this.ctx.db }, PREVIEW_CHANNEL, news)).catch(() => undefined);
  }

  /** Everything that was said has been sent: the event that follows can't overtake it. */
  async end(): Promise<void> {
    this.flush();
    await this.queue;
  }
}

/** Never between the halves of a character. */
function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const last = text.charCodeAt(MOST_CHARACTERS - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
}
