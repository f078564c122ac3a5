"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import type { LiveTopic, News } from "@/lib/live-news";
import { currentLiveState, type LiveState, subscribeToLiveState, subscribeToNews } from "./live-store";

/** Calls `onNews` for each change of those topics; with null where some may have been missed and everything should be read again. */
export function useLive(topics: readonly LiveTopic[], onNews: (news: News | null) => void): void {
  const latest = useRef({ topics, onNews });
  useEffect(() => {
    latest.current = { topics, onNews };
  });
  useEffect(
    () =>
      subscribeToNews((news) => {
        if (news === null || latest.current.topics.includes(news.topic)) latest.current.onNews(news);
      }),
    [],
  );
}

export function useLiveState(): LiveState {
  return useSyncExternalStore<LiveState>(subscribeToLiveState, currentLiveState, () => "connecting");
}
