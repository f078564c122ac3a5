"use client";

import { Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";
import { Icon } from "./icon";
import { Mark } from "./mark";
import { useHydrated } from "./use-hydrated";

export type CopyButtonProps = {
  text: string;
  /** What is copied, as in "Copy session id". */
  label: string;
  size?: "sm" | "md";
};

type State = "idle" | "copied" | "failed";
const WORDS: Record<State, string> = { idle: "", copied: "Copied", failed: "The browser did not allow copying" };
const SHOWN_FOR_MS = 2000;

export function CopyButton({ text, label, size = "md" }: CopyButtonProps) {
  const isHydrated = useHydrated();
  const [state, setState] = useState<State>("idle");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("failed");
    }
    setTimeout(() => setState("idle"), SHOWN_FOR_MS);
  };
  return (
    <>
      <Button
        variant="quiet"
        size={size}
        isIcon
        aria-label={label}
        title={WORDS[state] || label}
        onClick={() => void copy()}
        disabledReason={isHydrated ? null : "Needs JavaScript"}
        className="print:hidden"
      >
        {state === "idle" ? <Icon icon={Copy} size={14} /> : <Mark name={state === "copied" ? "check" : "cross"} size={14} />}
      </Button>
      <span role="status" className="sr-only">
        {WORDS[state]}
      </span>
    </>
  );
}
