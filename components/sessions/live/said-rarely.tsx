"use client";

import { useEffect, useRef, useState } from "react";
import { formatCount } from "@/components/ui/format";
import { restWords } from "../event-words";
import { useLiveFacts } from "./live-session";

const AT_MOST_EVERY_MS = 10_000;

/** For those who listen: a sentence now and then about what came, and at once when the session waits for them. */
export function SaidRarely({ count }: { count: number }) {
  const { status, stopReason } = useLiveFacts();
  const [said, setSaid] = useState("");
  const heard = useRef({ count, at: 0, state: status === "idle" ? restWords(stopReason) : status });
  const state = status === "idle" ? restWords(stopReason) : status;
  const isUrgent = stopReason?.type === "requires_action";
  useEffect(() => {
    const fresh = count - heard.current.count;
    if (fresh <= 0 && state === heard.current.state) return;
    const wait = isUrgent ? 0 : Math.max(0, heard.current.at + AT_MOST_EVERY_MS - Date.now());
    const timer = setTimeout(() => {
      heard.current = { count, at: Date.now(), state };
      setSaid(
        `${fresh > 0 ? `${formatCount(fresh, "new event")}. ` : ""}The session is ${status}${status === "idle" ? `: ${state}` : ""}.`,
      );
    }, wait);
    return () => clearTimeout(timer);
  }, [count, state, status, isUrgent]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
