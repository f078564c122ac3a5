"use client";

import { useEffect, useState } from "react";

export type Draft = {
  /** What was typed here before and never saved; null where there is nothing to bring back. */
  found: string | null;
  keep: (text: string) => void;
  drop: () => void;
};

/** Keeps unsaved text on this machine, so that it survives a reload, and warns before the page is left with some. */
export function useDraft(key: string, original: string): Draft {
  const [found, setFound] = useState<string | null>(null);
  const [isDirty, setIsDirty] = useState(false);
  useEffect(() => {
    const saved = readDraft(key);
    setFound(saved === original ? null : saved);
  }, [key, original]);
  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isDirty]);
  return {
    found,
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

const PREFIX = "reverie-draft:";

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
