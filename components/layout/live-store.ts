"use client";

/** The browser's one stream of news: kept alive, resumed where it broke off, closed while nobody looks. */
import { isLiveTopic, type News } from "@/lib/live-news";

export type LiveState = "connecting" | "live" | "reconnecting" | "paused";
/** `null`: news may have been missed, so read again. */
type NewsListener = (news: News | null) => void;
/** Of the session that the page follows: its stream is open (read what is missing), something came into the log, a piece of a preview. */
export type FollowedNews = { kind: "open" } | { kind: "log"; type: string } | { kind: "preview"; data: unknown };
type Followed = { id: string; listener: (news: FollowedNews) => void };

const SLOWEST_RETRY_MS = 30_000;
/** A tab out of sight gives its connection back: a browser has only six per site. */
const HIDDEN_FOR_MS = 60_000;
/** A hiccup shorter than this is nobody's business. */
const TROUBLE_AFTER_MS = 1_500;

let state: LiveState = "connecting";
let source: EventSource | null = null;
let position: string | null = null;
let attempts = 0;
let isPaused = false;
let wasLive = false;
let users = 0;
let followed: Followed | null = null;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let troubleTimer: ReturnType<typeof setTimeout> | undefined;
let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
const stateListeners = new Set<() => void>();
const newsListeners = new Set<NewsListener>();

export const currentLiveState = (): LiveState => state;

export function subscribeToLiveState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}

/** Hears every piece of news until the function it gives back is called. */
export function subscribeToNews(listener: NewsListener): () => void {
  newsListeners.add(listener);
  return () => newsListeners.delete(listener);
}

/** Hears what happens in one session too, until the function it gives back is called. One at a time: the latest. */
export function followSession(id: string, listener: Followed["listener"]): () => void {
  const own = { id, listener };
  followed = own;
  if (users > 0 && !document.hidden) connect();
  return () => {
    if (followed !== own) return;
    followed = null;
    if (source) connect();
  };
}

/** Stops the news until it is resumed; what came meanwhile is caught up with. */
export function pauseLive(): void {
  isPaused = true;
  close();
  setState("paused");
}

export function resumeLive(): void {
  isPaused = false;
  attempts = 0;
  connect();
}

/** Keeps the stream open while anybody holds it; the shell does. */
export function holdLive(): () => void {
  users += 1;
  if (users === 1) {
    document.addEventListener("visibilitychange", onVisibility);
    window.addEventListener("online", onOnline);
    window.addEventListener("offline", onOffline);
    connect();
  }
  return () => {
    users -= 1;
    if (users > 0) return;
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", onOnline);
    window.removeEventListener("offline", onOffline);
    clearTimeout(hiddenTimer);
    close();
  };
}

function connect(): void {
  close();
  if (isPaused || users === 0) return;
  if (!wasLive) setState("connecting");
  const query = new URLSearchParams({ ...(position !== null && { after: position }), ...(followed && { session: followed.id }) });
  const opened = new EventSource(query.size === 0 ? "/live" : `/live?${query}`);
  source = opened;
  hearFollowed(opened, followed);
  const remember = (event: Event) => {
    if (event instanceof MessageEvent && event.lastEventId !== "") position = event.lastEventId;
    live();
  };
  opened.addEventListener("here", (event) => {
    remember(event);
  });
  opened.addEventListener("gap", (event) => {
    remember(event);
    tell(null);
  });
  opened.addEventListener("news", (event) => {
    remember(event);
    const news = readNews(event.data);
    if (news) tell(news);
  });
  opened.addEventListener("open", live);
  opened.addEventListener("error", () => {
    if (source !== opened) return;
    troubled();
    // The browser tries again by itself after a broken line, but not after an answer that refuses.
    if (opened.readyState !== EventSource.CLOSED) return;
    attempts += 1;
    retryTimer = setTimeout(connect, Math.min(SLOWEST_RETRY_MS, 1_000 * 2 ** Math.min(attempts, 5)));
  });
}

function hearFollowed(opened: EventSource, own: Followed | null): void {
  const tellOwn = (news: FollowedNews) => {
    if (own && own === followed && source === opened) own.listener(news);
  };
  opened.addEventListener("following", () => tellOwn({ kind: "open" }));
  opened.addEventListener("log", (event) => tellOwn({ kind: "log", type: (parse(event.data) as { type?: string })?.type ?? "" }));
  for (const name of ["event_start", "event_delta"])
    opened.addEventListener(name, (event) => tellOwn({ kind: "preview", data: parse(event.data) }));
}

function live(): void {
  clearTimeout(troubleTimer);
  troubleTimer = undefined;
  attempts = 0;
  wasLive = true;
  setState("live");
}

function troubled(): void {
  if (state === "reconnecting") return;
  troubleTimer ??= setTimeout(() => {
    troubleTimer = undefined;
    if (!isPaused) setState("reconnecting");
  }, TROUBLE_AFTER_MS);
}

function close(): void {
  clearTimeout(retryTimer);
  clearTimeout(troubleTimer);
  troubleTimer = undefined;
  source?.close();
  source = null;
}

function onVisibility(): void {
  clearTimeout(hiddenTimer);
  if (document.hidden) hiddenTimer = setTimeout(close, HIDDEN_FOR_MS);
  else if (source === null && !isPaused) connect();
}

function onOnline(): void {
  if (!isPaused) connect();
}

function onOffline(): void {
  if (isPaused) return;
  close();
  setState("reconnecting");
}

function setState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of stateListeners) listener();
}

function tell(news: News | null): void {
  for (const listener of newsListeners) listener(news);
}

function readNews(data: unknown): News | null {
  const { topic, id, count } = (parse(data) ?? {}) as Partial<News>;
  return isLiveTopic(topic) && typeof id === "string" ? { topic, id, count } : null;
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}
