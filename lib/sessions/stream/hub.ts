/**
 * All open streams of this process. One LISTEN connection hears of every session; it is made again when it breaks, and then each stream gets
 * what it missed.
 */
import { sql } from "drizzle-orm";
import { systemClock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { newId, type SessionId, type WorkspaceId } from "@/lib/ids";
import { log } from "@/lib/log";
import {
  LOG_CHANNEL,
  type LogNews,
  PREVIEW_CHANNEL,
  type PreviewNews,
  WATCH_AGAIN_MS,
  WATCH_CHANNEL,
  type WatchNews,
} from "@/lib/sessions/notifications";
import { FollowedSession } from "@/lib/sessions/stream/followed-session";
import { readNews } from "@/lib/sessions/stream/log-reads";
import { Subscriber } from "@/lib/sessions/stream/subscriber";
import type { PreviewedType } from "@/lib/sessions/stream/types";

/** A stream on which nothing was sent gets a beat within twice this time; readers are promised 8 s. */
const BEAT_MS = 3_000;

export class SessionHub {
  private readonly followed = new Map<string, FollowedSession>();
  private listening: Promise<unknown> | null = null;
  private wasListening = false;
  private timers: NodeJS.Timeout[] = [];
  private open = 0;

  constructor(private readonly db: Database) {}

  /** How many streams are open. */
  get size(): number {
    return this.open;
  }

  /** Resolves once everything said from now on is heard. */
  async listen(): Promise<void> {
    const { listen } = this.db.$client;
    this.listening ??= Promise.all([
      listen(
        LOG_CHANNEL,
        (payload) => this.hear(payload),
        () => this.connected(),
      ),
      listen(PREVIEW_CHANNEL, (payload) => this.hearPreview(payload)),
    ]).catch((error: unknown) => {
      this.listening = null;
      throw error;
    });
    await this.listening;
  }

  /** A stream that is registered but holds back what it hears until the caller tells both where the log stands. */
  join(workspaceId: WorkspaceId, sessionId: SessionId, previews: ReadonlySet<PreviewedType>) {
    const key = keyOf(workspaceId, sessionId);
    const ctx = this.ctxOf(workspaceId);
    const session = this.followed.get(key) ?? new FollowedSession((news) => readNews(ctx, sessionId, news));
    this.followed.set(key, session);
    const subscriber = new Subscriber(previews, (gone) => {
      this.open -= 1;
      session.subscribers.delete(gone);
      if (session.subscribers.size === 0 && this.followed.get(key) === session) this.followed.delete(key);
      if (this.open === 0) this.rest();
    });
    session.subscribers.add(subscriber);
    this.open += 1;
    if (this.open === 1) this.wake();
    if (subscriber.wantsPreviews) this.watch([[workspaceId, sessionId]]);
    return { session, subscriber };
  }

  private wake(): void {
    this.timers = [setInterval(() => this.beat(), BEAT_MS), setInterval(() => this.watchAgain(), WATCH_AGAIN_MS)];
  }

  private rest(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
  }

  private beat(): void {
    for (const { subscribers } of this.followed.values()) for (const subscriber of subscribers) subscriber.beat();
  }

  private watchAgain(): void {
    const watched: WatchNews[] = [];
    for (const [key, { subscribers }] of this.followed) {
      for (const subscriber of subscribers) {
        if (!subscriber.wantsPreviews) continue;
        watched.push(key.split("/") as WatchNews);
        break;
      }
    }
    if (watched.length > 0) this.watch(watched);
  }

  /** Tells workers that somebody watches. Without it there are no previews, so it is not worth failing for. */
  private watch(watched: WatchNews[]): void {
    const payloads = sql`select jsonb_array_elements(${JSON.stringify(watched)}::text::jsonb)::text as payload`;
    this.db
      .execute(sql`select pg_notify(${WATCH_CHANNEL}, payload) from (${payloads}) w`)
      .catch((error: unknown) => log.warn("could not tell workers that a session is watched", { error }));
  }

  private connected(): void {
    if (this.wasListening) for (const session of this.followed.values()) session.catchUp();
    this.wasListening = true;
  }

  private hear(payload: string): void {
    const news = parse<LogNews>(payload);
    if (!news) return;
    const [workspaceId, sessionId, from, to, processed] = news;
    this.followed.get(keyOf(workspaceId, sessionId))?.hear(from, to, processed);
  }

  private hearPreview(payload: string): void {
    const news = parse<PreviewNews>(payload);
    if (news) this.followed.get(keyOf(news[0], news[1]))?.hearPreview(news);
  }

  private ctxOf(workspaceId: WorkspaceId): Ctx {
    return { actor: { type: "system", name: "stream" }, workspaceId, requestId: newId("request"), db: this.db, clock: systemClock };
  }
}

const keyOf = (workspaceId: WorkspaceId, sessionId: SessionId) => `${workspaceId}/${sessionId}`;

/** Only our own processes can write to the channel: the form is theirs. */
function parse<T>(payload: string): T | null {
  try {
    return JSON.parse(payload) as T;
  } catch {
    log.warn("news of a session in an unknown form", { bytes: payload.length });
    return null;
  }
}

const holder = globalThis as typeof globalThis & { reverieSessionHubs?: WeakMap<Database, SessionHub> };

/** The process's streams over that database. */
export function sessionHub(db: Database): SessionHub {
  holder.reverieSessionHubs ??= new WeakMap();
  const hub = holder.reverieSessionHubs.get(db) ?? new SessionHub(db);
  holder.reverieSessionHubs.set(db, hub);
  return hub;
}
