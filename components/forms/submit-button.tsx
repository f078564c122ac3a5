"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonSize, type ButtonVariant } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

export type SubmitButtonProps = {
  children: ReactNode;
  /** In a plain `<form action>` this comes from the form itself. */
  isPending?: boolean;
  pendingLabel?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  disabledReason?: string | null;
  name?: string;
  value?: string;
  className?: string;
  /** The key that presses it. */
  shortcut?: string;
};

/** Keeps its focus and its width's worth of words while it waits; a second press does nothing. */
export function SubmitButton({
  children,
  isPending = false,
  pendingLabel,
  variant = "solid",
  disabledReason,
  shortcut,
  ...rest
}: SubmitButtonProps) {
  const status = useFormStatus();
  const isWaiting = isPending || status.pending;
  return (
    <Button
      {...rest}
      type="submit"
      variant={variant}
      disabledReason={disabledReason}
      data-dialog-confirm=""
      data-shortcut={shortcut?.toLowerCase()}
      aria-disabled={isWaiting || undefined}
      onClick={(event) => {
        if (isWaiting) event.preventDefault();
      }}
    >
      {isWaiting ? (pendingLabel ?? children) : children}
      {shortcut && <Kbd onSolid={variant === "solid"}>{shortcut}</Kbd>}
    </Button>
  );
}
