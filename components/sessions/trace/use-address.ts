"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { TRACE_FILTERS, TRACE_TABS, TRACE_VIEWS, type TraceFilter, type TraceTab, type TraceView } from "./types";

type Address = { view: TraceView; filter: TraceFilter; tab: TraceTab | null; thread: string | null };

/** What the address says is shown. Defaults are left out of it. */
export function useAddress(): Address & { setAddress: (changes: Record<string, string | null>, isStep?: boolean) => void } {
  const search = useSearchParams();
  const setAddress = useCallback((changes: Record<string, string | null>, isStep = true) => {
    const url = new URL(window.location.href);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) url.searchParams.delete(key);
      else url.searchParams.set(key, value);
    }
    if (url.href === window.location.href) return;
    // The server needs not be asked: everything is here already.
    if (isStep) window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }, []);
  return {
    view: oneOf(TRACE_VIEWS, search.get("view")) ?? "transcript",
    filter: oneOf(TRACE_FILTERS, search.get("filter")) ?? "all",
    tab: oneOf(TRACE_TABS, search.get("tab")),
    thread: search.get("thread"),
    setAddress,
  };
}

function oneOf<T extends string>(known: readonly T[], value: string | null): T | null {
  return known.find((one) => one === value) ?? null;
}
