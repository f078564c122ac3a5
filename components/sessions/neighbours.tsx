"use client";

import { useRouter } from "next/navigation";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { LIST_KEY } from "./remember-list";

const never = () => () => {};

/** The sessions before and after this one in the list that one came from. */
export function Neighbours({ sessionId }: { sessionId: string }) {
  const router = useRouter();
  const kept = useSyncExternalStore(never, readList, () => null);
  const ids = idsOf(kept);
  const at = ids.indexOf(sessionId);
  const go = (id: string | undefined) => () => {
    if (id) router.push(`/sessions/${id}`);
  };
  const [previous, next] = [at > 0 ? ids[at - 1] : undefined, at === -1 ? undefined : ids[at + 1]];
  const none = at === -1 ? "Open a session from a list to go through it" : null;
  return (
    <span className="inline-flex max-md:hidden">
      <Button
        variant="quiet"
        isIcon
        data-shortcut="["
        aria-label="Previous session of the list"
        title="Previous session of the list ([)"
        disabledReason={previous ? null : (none ?? "This is the first of the list")}
        onClick={go(previous)}
      >
        <Mark name="up" />
      </Button>
      <Button
        variant="quiet"
        isIcon
        data-shortcut="]"
        aria-label="Next session of the list"
        title="Next session of the list (])"
        disabledReason={next ? null : (none ?? "This is the last of the list as it was shown")}
        onClick={go(next)}
      >
        <Mark name="down" />
      </Button>
    </span>
  );
}

function readList(): string | null {
  try {
    return sessionStorage.getItem(LIST_KEY);
  } catch {
    return null;
  }
}

function idsOf(kept: string | null): string[] {
  try {
    const list: unknown = kept === null ? null : JSON.parse(kept);
    return typeof list === "object" && list !== null && "ids" in list && Array.isArray(list.ids)
      ? list.ids.filter((id) => typeof id === "string")
      : [];
  } catch {
    return [];
  }
}
