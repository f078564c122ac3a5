/**
 * One LISTEN connection per process, shared by every open console. News is numbered and the last of it kept, so that a browser that comes back
 * after a moment gets what it missed instead of reading everything again.
 */
import type { Database } from "@/lib/db/client";
import { LIVE_CHANNEL } from "@/lib/live";
import { isLiveTopic, type News } from "@/lib/live-news";
import { log } from "@/lib/log";

export type NumberedNews = News & { workspaceId: string; number: number };
/** `null` says that news may have been missed: read again. */
type Listener = (news: NumberedNews | null) => void;

const KEPT = 500;

export class LiveFeed {
  /** Tells this process's numbers from those before a restart. */
  readonly run = Date.now().toString(36);
  private number = 0;
  private readonly kept: NumberedNews[] = [];
  private readonly listeners = new Map<string, Set<Listener>>();
  private listening: Promise<unknown> | null = null;
  private wasListening = false;

  constructor(private readonly db: Database) {}

  /** Resolves once news of that workspace arrives; the function it gives back ends it. */
  async subscribe(workspaceId: string, listener: Listener): Promise<() => void> {
    this.listening ??= this.db.$client
      .listen(
        LIVE_CHANNEL,
        (payload) => this.hear(payload),
        () => this.connected(),
      )
      .catch((error: unknown) => {
        this.listening = null;
        throw error;
      });
    await this.listening;
    const set = this.listeners.get(workspaceId) ?? new Set();
    this.listeners.set(workspaceId, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(workspaceId) === set) this.listeners.delete(workspaceId);
    };
  }

  /** How many consoles listen. */
  get size(): number {
    let size = 0;
    for (const set of this.listeners.values()) size += set.size;
    return size;
  }

  /** Where the feed stands: hand it back to `since` after a break. */
  position(number = this.number): string {
    return `${this.run}.${number}`;
  }

  /** The workspace's news after that position; null where it isn't known any more. */
  since(workspaceId: string, position: string): NumberedNews[] | null {
    const [run, text] = position.split(".");
    const number = Number(text);
    if (run !== this.run || !Number.isInteger(number) || number > this.number) return null;
    const oldest = this.number - this.kept.length;
    if (number < oldest) return null;
    return this.kept.filter((news) => news.number > number && news.workspaceId === workspaceId);
  }

  /** The database's connection was made again: what was said meanwhile is lost. */
  private connected(): void {
    if (this.wasListening) {
      this.number += 1;
      this.kept.length = 0;
      for (const set of this.listeners.values()) for (const listener of set) listener(null);
    }
    this.wasListening = true;
  }

  private hear(payload: string): void {
    const parsed = parse(payload);
    if (!parsed) {
      log.warn("news of an unknown form", { bytes: payload.length });
      return;
    }
    this.number += 1;
    const news = { ...parsed, number: this.number };
    this.kept.push(news);
    if (this.kept.length > KEPT) this.kept.shift();
    for (const listener of this.listeners.get(news.workspaceId) ?? []) listener(news);
  }
}

function parse(payload: string): (News & { workspaceId: string }) | null {
  try {
    const [workspaceId, topic, id, count] = JSON.parse(payload) as unknown[];
    if (typeof workspaceId !== "string" || typeof id !== "string" || !isLiveTopic(topic)) return null;
    return typeof count === "number" ? { workspaceId, topic, id, count } : { workspaceId, topic, id };
  } catch {
    return null;
  }
}

const holder = globalThis as typeof globalThis & { reverieLiveFeed?: LiveFeed };

/** The process's feed. */
export function liveFeed(db: Database): LiveFeed {
  holder.reverieLiveFeed ??= new LiveFeed(db);
  return holder.reverieLiveFeed;
}
