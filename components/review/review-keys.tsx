"use client";

import { useEffect, useRef } from "react";
import { findShortcut, isControl, isTyping, press } from "@/components/layout/key-press";
import { PageKeys } from "@/components/layout/page-keys";

const KEYS = [
  ["a", "Approve"],
  ["e", "Edit"],
  ["r", "Reject"],
  ["m", "Ask for more evidence"],
  ["s", "Skip to the next"],
  ["u", "Undo your last decision"],
  ["n", "Next piece of evidence"],
  ["Space", "Fold the evidence"],
  ["Shift A", "Approve several"],
  ["j", "Next change"],
  ["k", "Previous change"],
  ["Enter", "All evidence"],
] as const;

/** The keys of the review. When another change is shown, the focus goes to its heading and the queue shows it. */
export function ReviewKeys({ changeId }: { changeId: string | null }) {
  const shown = useRef(changeId);
  useEffect(() => {
    // Before the console's own keys, which take a capital for its small letter.
    document.addEventListener("keydown", pressSpecial, true);
    return () => document.removeEventListener("keydown", pressSpecial, true);
  }, []);
  useEffect(() => {
    showInQueue(document.querySelector<HTMLElement>("[data-queue] [aria-current]"));
    if (shown.current === changeId) return;
    shown.current = changeId;
    document.querySelector<HTMLElement>("[data-change-heading]")?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [changeId]);
  return <PageKeys keys={KEYS} />;
}

function pressSpecial(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  if (isTyping(target)) return;
  const isSpace = event.key === " " && !event.shiftKey && !isControl(target);
  const isBulk = event.key === "A" && event.shiftKey;
  if (!isSpace && !isBulk) return;
  const control = findShortcut(isSpace ? "space" : "shift+a");
  // A capital that presses nothing must not press its small letter either.
  event.preventDefault();
  if (control) press(control);
}

/** Scrolls the queue alone, never the page. */
function showInQueue(item: HTMLElement | null): void {
  const box = item?.closest<HTMLElement>("[data-queue-box]");
  if (!item || !box) return;
  const [at, within] = [item.getBoundingClientRect(), box.getBoundingClientRect()];
  const bottom = Math.min(within.bottom, window.innerHeight);
  if (at.top < within.top) box.scrollTop += at.top - within.top;
  else if (at.bottom > bottom) box.scrollTop += at.bottom - bottom;
}
