"use client";

import { useEffect } from "react";

/** Takes the focus to what has just come up, once it is there. */
export function FocusOnShow({ of }: { of: string }) {
  useEffect(() => {
    document.getElementById(of)?.focus();
  }, [of]);
  return null;
}
