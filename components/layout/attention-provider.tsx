"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import type { Attention } from "./attention";
import { useLive } from "./use-live";

const NOTHING: Attention = { notes: {}, items: [] };
const Shown = createContext<Attention>(NOTHING);
const AFTER_MS = 600;

/** Numbers beside the navigation and the bell's list: right as the page arrives, and kept so by the news. */
export function AttentionProvider({ initial, children }: { initial: Attention; children: ReactNode }) {
  const [read, setRead] = useState({ from: initial, shown: initial });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // What the server just sent along with a page is newer than what was fetched before.
  if (JSON.stringify(read.from) !== JSON.stringify(initial)) setRead({ from: initial, shown: initial });
  useLive(["review", "dreams", "imports"], () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const response = await fetch("/attention").catch(() => null);
      if (!response?.ok) return;
      const shown = (await response.json()) as Attention;
      setRead((before) => ({ ...before, shown }));
    }, AFTER_MS);
  });
  return <Shown value={read.shown}>{children}</Shown>;
}

export function useAttention(): Attention {
  return useContext(Shown);
}
