"use client";

import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

/** Moves the focus from quote to quote, for and against in turn; Enter there opens the session at that event. */
export function NextEvidence() {
  return (
    <Button variant="quiet" size="sm" data-shortcut="n" onClick={focusNext}>
      Next quote <Kbd>N</Kbd>
    </Button>
  );
}

function focusNext(): void {
  const box = document.querySelector<HTMLDetailsElement>("details[data-evidence-box]");
  if (box) box.open = true;
  const all = [...document.querySelectorAll<HTMLElement>("[data-evidence]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = all[(at + 1) % all.length];
  next?.focus({ preventScroll: true });
  next?.closest("figure")?.scrollIntoView({ block: "center" });
}
