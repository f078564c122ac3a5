"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LiveFacts } from "@/lib/sessions/live-facts";
import { type LiveBase, LiveLog, type Log } from "./live-log";
import type { Preview } from "./types";

const LiveContext = createContext<LiveLog | null>(null);

/** Everything on the page of a session that goes on: what stands inside shows it as it is now. */
export function LiveSession({ sessionId, base, children }: { sessionId: string; base: LiveBase; children: ReactNode }) {
  const [log, setLog] = useState(() => new LiveLog(sessionId, base));
  // The page was made anew: it holds everything that came in between.
  if (log.base !== base) setLog(new LiveLog(sessionId, base));
  useEffect(() => log.follow(), [log]);
  return <LiveContext value={log}>{children}</LiveContext>;
}

const never = () => () => {};

/** Null on the page of a past session. */
export function useLiveLog(): LiveLog | null {
  return useContext(LiveContext);
}

function useOf<T>(read: (log: LiveLog) => T): T | null {
  const log = useContext(LiveContext);
  const now = () => (log ? read(log) : null);
  return useSyncExternalStore(log?.subscribe ?? never, now, now);
}

export const useLog = (): Log | null => useOf((log) => log.log);
export const useFacts = (): LiveFacts | null => useOf((log) => log.facts);
export const usePreview = (): Preview | null => useOf((log) => log.preview);
export const useIsBehind = (): boolean => useOf((log) => log.isBehind) ?? false;

/** The facts of a session that is known to be live. */
export function useLiveFacts(): LiveFacts {
  const facts = useFacts();
  if (!facts) throw new Error("A piece of the live session stands outside of it.");
  return facts;
}
