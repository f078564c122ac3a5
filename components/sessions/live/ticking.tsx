"use client";

import { useEffect, useState } from "react";
import { formatDuration } from "@/components/ui/format";

const EVERY_MS = 1_000;

/** How long something has been going on, or how long it takes until it goes on; counted by the reader's clock. */
export function Ticking({ since, until }: { since?: string; until?: string }) {
  const now = useNow();
  if (now === null) return null;
  const ms = since !== undefined ? now - Date.parse(since) : Date.parse(until ?? "") - now;
  return <span className="tabular-nums">{formatDuration(Math.max(0, Math.round(ms / EVERY_MS)) * EVERY_MS)}</span>;
}

/** Null until the page is alive: server and browser can't agree on it. */
function useNow(): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
