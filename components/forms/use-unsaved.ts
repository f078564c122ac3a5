"use client";

import { useEffect, useState } from "react";

export type Unsaved = {
  /** What was typed here before and never saved; null where there is nothing to bring back. */
  found: string | null;
  /** Whether something is typed that isn't saved. */
  isDirty: boolean;
  /** After each change of the text. */
  keep: (text: string) => void;
  /** After saving, or when the text is thrown away. */
  drop: () => void;
};

const PREFIX = "reverie-draft:";

/**
 * Keeps unsaved text on this machine under `key`, so that it survives a reload, and warns before the page is left with some: by closing it
 * and by following a link.
 */
export function useUnsaved(key: string, original: string): Unsaved {
  const [found, setFound] = useState<string | null>(null);
  const [isDirty, setIsDirty] = useState(false);
  useEffect(() => {
    const saved = readDraft(key);
    setFound(saved === original ? null : saved);
  }, [key, original]);
  useEffect(() => {
    if (!isDirty) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const beforeLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      const stays = !link || link.target === "_blank" || link.origin !== location.origin || link.pathname === location.pathname;
      if (stays || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      if (window.confirm("Leave with unsaved text? It is kept on this machine and comes back when you do.")) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("beforeunload", beforeUnload);
    document.addEventListener("click", beforeLink, true);
    return () => {
      window.removeEventListener("beforeunload", beforeUnload);
      document.removeEventListener("click", beforeLink, true);
    };
  }, [isDirty]);
  return {
    found,
    isDirty,
    keep: (text) => {
      setIsDirty(text !== original);
      writeDraft(key, text === original ? null : text);
    },
    drop: () => {
      setIsDirty(false);
      setFound(null);
      writeDraft(key, null);
    },
  };
}

function readDraft(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    // Storage switched off: the text lives as long as the page.
    return null;
  }
}

function writeDraft(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
  } catch {
    // Full or switched off: nothing is lost but the copy.
  }
}
