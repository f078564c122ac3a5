"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useLive } from "@/components/layout/use-live";
import type { SessionStatus } from "@/lib/sessions/types";
import { SessionStatusPill } from "../session-status";

type Statuses = Readonly<Record<string, SessionStatus>>;
const StatusContext = createContext<Statuses>({});

const READ_AFTER_MS = 300;
const MOST = 100;

/** Keeps the states of the listed sessions as they are now; their rows stay where they are. */
export function LiveStatuses({ children }: { children: ReactNode }) {
  const [statuses, setStatuses] = useState<Statuses>({});
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const read = async () => {
    timer.current = undefined;
    const ids = [...changed.current].slice(0, MOST);
    for (const id of ids) changed.current.delete(id);
    const response = await fetch(`/sessions/statuses?ids=${ids.join(",")}`).catch(() => null);
    // What could not be read is read with the next news; the page's own hint says that there is some.
    if (!response?.ok) return;
    const fresh = (await response.json()) as Statuses;
    setStatuses((before) => ({ ...before, ...fresh }));
  };
  useLive(["sessions"], (news) => {
    if (news === null || !document.querySelector(`main a[href*="${CSS.escape(news.id)}"]`)) return;
    changed.current.add(news.id);
    timer.current ??= setTimeout(() => void read(), READ_AFTER_MS);
  });
  return <StatusContext value={statuses}>{children}</StatusContext>;
}

export function LiveStatusPill({ id, status }: { id: string; status: SessionStatus }) {
  return <SessionStatusPill status={useContext(StatusContext)[id] ?? status} isBare />;
}
