"use client";

import Link from "next/link";
import { useEffect, useState, useSyncExternalStore, useTransition } from "react";
import { Mark } from "@/components/ui/mark";
import { currentToast, hideToast, type ShownToast, showToast, subscribeToToast } from "./toast-store";

const SHOWN_FOR_MS = 6000;

/** Where messages appear: bottom left, one at a time, with the way back. One per page; the shell has it. */
export function ToastHost() {
  const toast = useSyncExternalStore(subscribeToToast, currentToast, () => null);
  return (
    <div role="status" className="pointer-events-none fixed bottom-20 left-4 z-30 max-w-[calc(100vw-32px)] print:hidden">
      {toast && <ToastBox key={toast.id} toast={toast} />}
    </div>
  );
}

function ToastBox({ toast }: { toast: ShownToast }) {
  const [isHeld, setIsHeld] = useState(false);
  const [isUndoing, startUndo] = useTransition();
  useEffect(() => {
    if (isHeld || isUndoing) return;
    const timer = setTimeout(() => hideToast(toast.id), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [isHeld, isUndoing, toast.id]);

  const undo = () =>
    startUndo(async () => {
      try {
        await toast.undo?.run();
        hideToast(toast.id);
      } catch {
        showToast({ message: "That could not be undone here. Its history still can.", tone: "failed" });
      }
    });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering or focusing only stops the clock; the buttons inside do the work.
    <div
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
      onKeyDown={(event) => {
        if (event.key === "Escape") hideToast(toast.id);
      }}
      className="toast pointer-events-auto flex items-center gap-3 rounded-lg bg-solid py-2 pr-2 pl-3 text-on-solid shadow-pop"
    >
      <Mark name={toast.tone === "failed" ? "warning" : "check"} />
      <span className="min-w-0 wrap-anywhere">{toast.message}</span>
      {toast.link && (
        <Link href={toast.link.href} onClick={() => hideToast(toast.id)} className={`${ACTION} font-semibold underline underline-offset-3`}>
          {toast.link.label}
        </Link>
      )}
      {toast.undo && (
        <button type="button" onClick={undo} className={`${ACTION} font-semibold underline underline-offset-3`}>
          {isUndoing ? "Undoing" : (toast.undo.label ?? "Undo")}
        </button>
      )}
      <button type="button" aria-label="Dismiss" onClick={() => hideToast(toast.id)} className={ACTION}>
        <Mark name="cross" size={14} />
      </button>
    </div>
  );
}

const ACTION = "flex-none rounded-sm px-2 py-1 hover:bg-solid-hover focus-visible:outline-current";
