"use client";

import { useEffect } from "react";

export const LIST_KEY = "reverie.sessions-list";

/** Remembers the order of a list whose session is opened, so that `[` and `]` go through that list. */
export function RememberList() {
  useEffect(() => {
    const remember = (event: Event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('main a[href*="/sessions/sesn_"]') : null;
      const list = link?.closest("table, ul, ol, [role=feed]");
      if (!link || !list) return;
      const ids = [...list.querySelectorAll<HTMLAnchorElement>('a[href*="/sessions/sesn_"]')].flatMap(
        ({ pathname }) => /^\/sessions\/(sesn_\w+)$/.exec(pathname)?.[1] ?? [],
      );
      try {
        sessionStorage.setItem(
          LIST_KEY,
          JSON.stringify({ ids: [...new Set(ids)], back: window.location.pathname + window.location.search }),
        );
      } catch {
        // A browser that keeps nothing has no list to go through.
      }
    };
    document.addEventListener("click", remember, true);
    return () => document.removeEventListener("click", remember, true);
  }, []);
  return null;
}
