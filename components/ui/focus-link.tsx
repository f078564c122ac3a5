"use client";

import type { MouseEvent, ReactNode } from "react";

export type FocusLinkProps = { targetId: string; className?: string; children: ReactNode };

/**
 * A link to a place on this page that moves the focus there. It leaves the URL alone: a history entry made by a bare `#` link carries no
 * state of the router's, and Back would then show the wrong page. Without JavaScript it is that bare link.
 */
export function FocusLink({ targetId, className, children }: FocusLinkProps) {
  const go = (event: MouseEvent) => {
    const target = document.getElementById(targetId);
    if (!target) return;
    event.preventDefault();
    const control = target.matches("fieldset") ? target.querySelector<HTMLElement>("input:not([disabled])") : null;
    (control ?? target).focus();
  };
  return (
    <a href={`#${targetId}`} onClick={go} className={className}>
      {children}
    </a>
  );
}
