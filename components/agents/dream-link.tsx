"use client";

import type { MouseEvent } from "react";
import { ButtonLink } from "@/components/ui/button";

/** Leads to the form that starts a dream: to its first choice where it stands on this page, else to the view that holds it. */
export function DreamLink({ href }: { href: string }) {
  const go = (event: MouseEvent) => {
    const form = document.querySelector('form[aria-label="Dream now"]');
    const choice = form?.querySelector<HTMLElement>("input[type=radio]:checked") ?? form?.querySelector<HTMLElement>("input[type=radio]");
    if (!choice) return;
    event.preventDefault();
    choice.focus();
  };
  return (
    <ButtonLink href={href} onClick={go} data-shortcut="d" scroll={false}>
      Dream now
    </ButtonLink>
  );
}
