"use client";

import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Mark } from "@/components/ui/mark";

type Ref = { dreamId: string; changeId: string };

/** Marks a change as looked at: a note to oneself, kept in this browser only. */
export function ViewedButton(ref: Ref) {
  const isViewed = useIsViewed(ref);
  return (
    <Button variant="quiet" aria-pressed={isViewed} data-shortcut="v" onClick={() => setViewed(ref, !isViewed)}>
      {isViewed && <Mark name="check" size={14} />}
      Viewed
      <Kbd>V</Kbd>
    </Button>
  );
}

export function ViewedMark(ref: Ref) {
  if (!useIsViewed(ref)) return null;
  return (
    <span className="inline-flex items-center gap-1">
      <Mark name="check" size={14} />
      Viewed
    </span>
  );
}

function useIsViewed({ dreamId, changeId }: Ref): boolean {
  return useSyncExternalStore(
    subscribe,
    () => read(dreamId).includes(changeId),
    () => false,
  );
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

const keyOf = (dreamId: string) => `reverie.viewed.${dreamId}`;

/** Empty where the browser keeps nothing. */
function read(dreamId: string): string[] {
  try {
    return (localStorage.getItem(keyOf(dreamId)) ?? "").split(",").filter(Boolean);
  } catch {
    return [];
  }
}

function setViewed({ dreamId, changeId }: Ref, isViewed: boolean): void {
  const others = read(dreamId).filter((id) => id !== changeId);
  try {
    localStorage.setItem(keyOf(dreamId), (isViewed ? [...others, changeId] : others).join(","));
  } catch {
    // Private windows may keep nothing; then nothing is marked.
  }
  for (const listener of listeners) listener();
}
