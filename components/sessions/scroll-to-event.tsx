"use client";

import { useEffect } from "react";

/** Brings the event that the address names into view and puts the focus on it. Without JavaScript the address's anchor does the first half. */
export function ScrollToEvent({ eventId }: { eventId: string }) {
  useEffect(() => {
    const anchor = document.getElementById(eventId);
    const article = anchor?.closest<HTMLElement>("article") ?? anchor;
    article?.scrollIntoView({ block: "center" });
    article?.focus({ preventScroll: true });
  }, [eventId]);
  return null;
}
