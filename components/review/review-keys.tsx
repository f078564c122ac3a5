"use client";

import { useEffect, useRef } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const KEYS = [
  ["j", "Next change"],
  ["k", "Previous change"],
  ["a", "Approve"],
  ["e", "Edit"],
  ["r", "Reject"],
  ["u", "Undo the last decision"],
  ["Enter", "Open all evidence"],
  ["?", "Show these keys"],
] as const;

/**
 * Single keys of the review: each presses the control that carries it as `data-shortcut`, so that key and click can't differ. Never while
 * typing or inside an open panel. When another change is shown, the focus goes to its heading.
 */
export function ReviewKeys({ changeId }: { changeId: string | null }) {
  const shown = useRef(changeId);
  useEffect(() => {
    document.addEventListener("keydown", pressByKey);
    return () => document.removeEventListener("keydown", pressByKey);
  }, []);
  useEffect(() => {
    showInQueue(document.querySelector<HTMLElement>("[data-queue] [aria-current]"));
    if (shown.current === changeId) return;
    shown.current = changeId;
    document.querySelector<HTMLElement>("[data-change-heading]")?.focus({ preventScroll: true });
  }, [changeId]);
  return null;
}

/** The keys, said. */
export function AllKeys() {
  return (
    <span data-shortcut="?">
      <Dialog trigger="All keys" variant="quiet" size="sm" title="Keys of this page">
        <dl className="mt-2 grid grid-cols-[64px_minmax(0,1fr)] gap-y-1.5">
          {KEYS.map(([key, what]) => (
            <div key={key} className="contents">
              <dt>
                <Kbd>{key}</Kbd>
                <span className="sr-only">{key}</span>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </span>
  );
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

function pressByKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  if (!KEYS.some(([known]) => known.toLowerCase() === key)) return;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  if (isTyping(target) || (key === "enter" && isControl(target))) return;
  const control = findControl(key);
  if (!control) return;
  event.preventDefault();
  // What may not be used says why when it has the focus.
  if (control.getAttribute("aria-disabled") === "true") control.focus();
  else control.click();
  focusFirstField(control);
}

function isTyping(target: HTMLElement): boolean {
  return target.isContentEditable || target.closest("input, textarea, select, dialog[open], [popover]:popover-open") !== null;
}

function isControl(target: HTMLElement): boolean {
  return target.closest("a, button, summary, [role=button]") !== null;
}

function findControl(key: string): HTMLElement | null {
  const carrier = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(key)}"]`);
  if (!carrier || carrier.matches("a, button")) return carrier;
  return carrier.querySelector<HTMLElement>("a, button");
}

function focusFirstField(control: HTMLElement): void {
  const panel = control.nextElementSibling;
  if (panel instanceof HTMLElement && panel.matches(":popover-open"))
    panel.querySelector<HTMLElement>("input:not([type=hidden]), textarea")?.focus();
}
