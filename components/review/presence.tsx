"use client";

import { useEffect, useState } from "react";
import { Mark } from "@/components/ui/mark";

const EVERY_MS = 10_000;

type Present = { id: string; name: string };

/** Who else has this change open. Says so of oneself as long as the page is in sight. */
export function Presence({ changeId, initial }: { changeId: string; initial: readonly Present[] }) {
  const [present, setPresent] = useState(initial);
  useEffect(() => {
    let isGone = false;
    const beat = async () => {
      if (document.visibilityState === "hidden") return;
      try {
        const answer = await fetch("/review/presence", post(changeId, "here"));
        if (answer.ok && !isGone) setPresent(((await answer.json()) as { present: Present[] }).present);
      } catch {
        // Not reachable just now: the next beat tells.
      }
    };
    void beat();
    const timer = setInterval(beat, EVERY_MS);
    const leave = () => void fetch("/review/presence", { ...post(changeId, "gone"), keepalive: true }).catch(() => undefined);
    window.addEventListener("pagehide", leave);
    return () => {
      isGone = true;
      clearInterval(timer);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [changeId]);
  return (
    <span role="status">
      {present.length > 0 && (
        <span className="inline-flex items-center gap-1.5 rounded-sm bg-info-soft px-1.5 text-info">
          <Mark name="info" size={14} />
          {namesOf(present)} {present.length === 1 ? "has" : "have"} this open too
        </span>
      )}
    </span>
  );
}

function post(changeId: string, state: "here" | "gone"): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ change_id: changeId, state }) };
}

function namesOf(present: readonly Present[]): string {
  const names = present.map((one) => one.name);
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
