"use client";

/** The log of a session that goes on, in the browser: grows by what is new, event by event, and never reads again what is there. */
import { type FollowedNews, followSession } from "@/components/layout/live-store";
import type { LiveFacts } from "@/lib/sessions/live-facts";
import type { OutlineState } from "../trace/place-event";
import { placeEvent, summaryOf } from "../trace/place-event";
import { type RowTimes, unpack } from "../trace/prepare-outline";
import { type Outline, type OutlineRow, ROW, type RowContent, type TraceView } from "../trace/types";
import { drawPlaces, type Times, timesFrom } from "./places";
import { PreviewBuffer } from "./preview-buffer";
import type { LiveNews, Preview } from "./types";

/** What the page was made with. */
export type LiveBase = {
  outline: Outline;
  state: OutlineState;
  /** Start and end of each row in milliseconds after `from`; -1 where there is none. */
  times: { from: number; offsets: number[] };
  facts: LiveFacts;
  queued: number[];
};

export type Log = {
  rows: readonly OutlineRow[];
  summary: Omit<Outline, "rows">;
  times: Times;
  eventCount: number;
  /** Whether it has grown since the page was made. */
  hasGrown: boolean;
};

/** A read is a moment old when the next event comes: several are read together. */
const READ_EVERY_MS = 120;
const RETRY_MS = 2_000;
/** Laying many rows out anew takes a moment: not with every event. */
const PLACE_EVERY_MS = 1_500;
const SMALL = 1_000;

type Listener = () => void;

export class LiveLog {
  log: Log;
  facts: LiveFacts;
  preview: Preview | null = null;
  /** Whether the latest read failed: the page says so and it is tried again. */
  isBehind = false;
  view: TraceView = "transcript";
  onRows: (rows: readonly RowContent[], newSeqs: readonly number[]) => void = () => {};
  private state: OutlineState;
  private headSeq: number;
  private readonly queued: Set<number>;
  private readonly buffer = new PreviewBuffer();
  private readonly listeners = new Set<Listener>();
  private isReading = false;
  private mustRead = false;
  private placedAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly sessionId: string,
    readonly base: LiveBase,
  ) {
    this.state = structuredClone(base.state);
    this.facts = base.facts;
    this.queued = new Set(base.queued);
    const rows = unpack(base.outline.rows);
    this.headSeq = rows.reduce((most, row) => Math.max(most, row.seq, row.resultSeq), 0);
    const { rows: _, ...summary } = base.outline;
    this.log = { rows, summary, times: timesFrom(base.times), eventCount: this.headSeq, hasGrown: false };
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Follows until the function it gives back is called. */
  readonly follow = (): (() => void) => {
    const leave = followSession(this.sessionId, (news) => this.hear(news));
    return () => {
      leave();
      clearTimeout(this.timer);
      this.timer = undefined;
    };
  };

  /** Reads at once, after an act of one's own. */
  readonly readNow = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.read();
  };

  private hear(news: FollowedNews): void {
    if (news.kind === "preview") {
      const preview = this.buffer.take(news.data);
      if (preview === undefined) return;
      this.preview = preview;
      this.tell();
      return;
    }
    if (news.kind === "open") {
      // Pieces may have been missed: what is said now comes whole with its event.
      this.buffer.forget();
      this.preview = null;
      this.readNow();
    } else this.timer ??= setTimeout(this.readNow, READ_EVERY_MS);
  }

  private async read(): Promise<void> {
    if (this.isReading) {
      this.mustRead = true;
      return;
    }
    this.isReading = true;
    try {
      do {
        this.mustRead = false;
        const news = await this.fetchNews();
        this.apply(news);
        this.mustRead ||= news.hasMore;
      } while (this.mustRead);
      this.isBehind = false;
    } catch {
      this.isBehind = true;
      this.tell();
      this.timer ??= setTimeout(this.readNow, RETRY_MS);
    } finally {
      this.isReading = false;
    }
  }

  private async fetchNews(): Promise<LiveNews> {
    const query = new URLSearchParams({ after: String(this.headSeq), view: this.view });
    if (this.queued.size > 0) query.set("queued", [...this.queued].slice(-200).join(","));
    const response = await fetch(`/sessions/${this.sessionId}/news?${query}`);
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return (await response.json()) as LiveNews;
  }

  private apply({ events, rows: contents, facts }: LiveNews): void {
    for (const row of contents) {
      if (row.isQueued) this.queued.add(row.seq);
      else this.queued.delete(row.seq);
    }
    const rows = [...this.log.rows];
    const times = [...this.log.times.rows];
    for (const event of events) {
      if (event.seq <= this.headSeq) continue;
      this.headSeq = event.seq;
      if (event.id === this.preview?.eventId) this.preview = null;
      this.buffer.done(event.id);
      this.grow(rows, times, event);
    }
    if (facts.requestedAt === null) this.preview = null;
    this.facts = facts;
    if (events.length > 0) {
      const log = { ...this.log, rows, times: { ...this.log.times, rows: times } };
      this.log = { ...this.placed(log), summary: summaryOf(this.state), eventCount: this.headSeq, hasGrown: true };
    }
    this.onRows(
      contents,
      events.map(({ seq }) => seq),
    );
    this.tell();
  }

  private grow(rows: OutlineRow[], times: RowTimes[], event: LiveNews["events"][number]): void {
    const at = event.at === null ? null : new Date(event.at).getTime();
    const placed = placeEvent(this.state, event, false);
    if (placed.kind === "row") {
      const before = rows.at(-1);
      if (before && (before.flags & ROW.request) !== 0 && before.request === placed.row.request)
        rows[rows.length - 1] = { ...before, flags: before.flags | ROW.group };
      rows.push({ ...placed.row, x: 1, end: 1 });
      times.push({ start: at, end: null });
      return;
    }
    // The row that ends is near the end of the log.
    const index = rows.findLastIndex((row) => row.seq === placed.ofSeq);
    const row = rows[index];
    if (!row) return;
    rows[index] = { ...row, resultSeq: event.seq, end: 1, flags: row.flags | placed.flags };
    times[index] = { start: times[index]?.start ?? null, end: at };
  }

  /** Where everything stands in time, now that there is more of it. */
  private placed(log: Log): Log {
    const now = Date.now();
    if (log.rows.length > SMALL && now - this.placedAt < PLACE_EVERY_MS) return log;
    this.placedAt = now;
    return { ...log, ...drawPlaces(log.rows, log.times) };
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
