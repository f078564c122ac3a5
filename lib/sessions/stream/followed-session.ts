/** A session that somebody streams: turns news of its log into frames, in order, one read of the database however many streams. */
import { setTimeout as sleep } from "node:timers/promises";
import { type EventId, newId } from "@/lib/ids";
import { log } from "@/lib/log";
import type { PreviewNews } from "@/lib/sessions/notifications";
import { eventFrame, previewFrame } from "@/lib/sessions/stream/frames";
import type { Position, StoredEvent } from "@/lib/sessions/stream/log-reads";
import type { Subscriber } from "@/lib/sessions/stream/subscriber";

type ReadNews = (news: { after: number; to: number; seqs: number[] }) => Promise<StoredEvent[] | null>;
type News = { to: number; processed: number[]; mayBeGone: boolean };
type Work = { news: News } | { preview: PreviewNews };

const ENDS = ["session.deleted", "session.status_terminated"];
/** Pieces that wait for the database; with more of them it is better to drop some, since the finished message follows. */
const MAX_WAITING_WORK = 1_000;
const RETRY_MS = [200, 1_000, 3_000];
const REMEMBERED = 64;

export class FollowedSession {
  readonly subscribers = new Set<Subscriber>();
  /** The last `seq` sent, and those before it that were queued when they were sent. Null until the log's position is known. */
  private last: number | null = null;
  private readonly queued = new Set<number>();
  private readonly waiting: Work[] = [];
  private isWorking = false;
  /** Messages that are out: no piece of them may follow. */
  private readonly said = new Set<EventId>();

  constructor(private readonly readNews: ReadNews) {}

  begin({ head, queued }: Position): void {
    if (this.last !== null) return;
    this.last = head;
    for (const seq of queued) this.queued.add(seq);
    this.work();
  }

  /** `from > to` without events that took effect: look whether the session is still there. */
  hear(from: number, to: number, processed: number[]): void {
    this.add({ to, processed, mayBeGone: from > to && processed.length === 0 });
  }

  hearPreview(preview: PreviewNews): void {
    if (this.waiting.length >= MAX_WAITING_WORK) return;
    this.waiting.push({ preview });
    this.work();
  }

  /** News may have been missed: read whatever is new. */
  catchUp(): void {
    for (const subscriber of this.subscribers) subscriber.forgetBlock();
    this.add({ to: Number.POSITIVE_INFINITY, processed: [...this.queued], mayBeGone: true });
  }

  private add(news: News): void {
    const latest = this.waiting.at(-1);
    // What has not been read yet is read together.
    if (latest && "news" in latest) {
      latest.news.to = Math.max(latest.news.to, news.to);
      latest.news.processed.push(...news.processed);
      latest.news.mayBeGone ||= news.mayBeGone;
    } else this.waiting.push({ news });
    this.work();
  }

  private work(): void {
    if (this.isWorking || this.last === null) return;
    this.isWorking = true;
    void this.workOff();
  }

  private async workOff(): Promise<void> {
    let failures = 0;
    for (let next = this.waiting.shift(); next && this.subscribers.size > 0; next = this.waiting.shift()) {
      if ("preview" in next) {
        this.tellPreview(next.preview);
        continue;
      }
      try {
        await this.tellNews(next.news);
        failures = 0;
      } catch (error) {
        log.warn("reading a session's news failed; trying again", { error, failures });
        await sleep(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
        failures += 1;
        this.waiting.unshift(next);
      }
    }
    this.isWorking = false;
  }

  private async tellNews({ to, processed, mayBeGone }: News): Promise<void> {
    const last = this.last ?? 0;
    const seqs = [...new Set(processed)].filter((seq) => this.queued.has(seq));
    if (to <= last && seqs.length === 0 && !mayBeGone) return;
    const events = await this.readNews({ after: last, to, seqs });
    if (events === null) {
      this.tell({ id: newId("event"), seq: last + 1, type: "session.deleted", payload: {}, processedAt: new Date() }, false);
      return;
    }
    for (const event of events) {
      const isEcho = event.seq <= last;
      if (event.processedAt === null) {
        if (!isEcho) this.queued.add(event.seq);
      } else this.queued.delete(event.seq);
      if (!isEcho) this.last = event.seq;
      if (!isEcho || event.processedAt !== null) this.tell(event, isEcho);
    }
  }

  private tell(event: StoredEvent, isEcho: boolean): void {
    const frame = eventFrame(event);
    if (event.type === "agent.message" || event.type === "agent.thinking") this.remember(event.id);
    for (const subscriber of this.subscribers) subscriber.sendEvent(event, frame, isEcho);
    if (ENDS.includes(event.type)) for (const subscriber of [...this.subscribers]) subscriber.close();
  }

  private tellPreview(preview: PreviewNews): void {
    if (this.said.has(preview[3])) return;
    const frame = previewFrame(preview);
    for (const subscriber of this.subscribers) if (subscriber.wantsPreviews) subscriber.sendPreview(preview, frame);
  }

  private remember(id: EventId): void {
    this.said.add(id);
    if (this.said.size > REMEMBERED) for (const oldest of this.said) if (this.said.delete(oldest)) break;
  }
}
