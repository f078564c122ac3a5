"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { type TimeStyle, timeStyle, ZONE_COOKIE } from "./time-styles";

type Reading = { style: TimeStyle; zone: string | null };
const Shown = createContext<Reading>({ style: "relative", zone: null });
const YEAR_S = 365 * 24 * 60 * 60;

/** Gives every time on the page the reader's way of writing it. `initial` comes from the request's cookies. */
export function TimeStyleProvider({ initial, children }: { initial: Reading; children: ReactNode }) {
  const style = useSyncExternalStore(
    watchHtml,
    () => timeStyle(document.documentElement.dataset.time),
    () => initial.style,
  );
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (timeZone === initial.zone) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari before 18.4.
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(timeZone)}; path=/; max-age=${YEAR_S}; samesite=lax`;
  }, [initial.zone]);
  const reading = useMemo(() => ({ style, zone: initial.zone }), [style, initial.zone]);
  return <Shown value={reading}>{children}</Shown>;
}

export function useTimeStyle(): Reading {
  return useContext(Shown);
}

function watchHtml(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-time"] });
  return () => observer.disconnect();
}
