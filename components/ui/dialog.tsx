"use client";

import { type ComponentProps, createContext, type MouseEvent, type ReactNode, useContext, useId } from "react";
import { Button, type ButtonSize, type ButtonVariant } from "./button";

const DialogId = createContext<string | null>(null);

export type DialogProps = {
  /** What stands on the button that opens it. */
  trigger: ReactNode;
  triggerLabel?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  isIcon?: boolean;
  /** Why it can't be opened now. */
  disabledReason?: string | null;
  /** A question that names the thing: "Roll back Rebooking to revision 43?" */
  title: string;
  /** What will happen, in counts; then the form. `DialogActions` closes it. */
  children: ReactNode;
  /** What can't be undone starts on Cancel; all else on the first field or the verb. */
  isIrreversible?: boolean;
  /** Wider, for a form or a preview. */
  isWide?: boolean;
};

/**
 * The browser's own modal dialog. Opened by the button (also without JavaScript, where the browser knows `command`), closed by Escape,
 * Cancel or a click outside; the focus goes back to the button.
 */
export function Dialog({
  trigger,
  triggerLabel,
  variant,
  size,
  isIcon,
  disabledReason,
  title,
  children,
  isIrreversible = false,
  isWide = false,
}: DialogProps) {
  const id = useId();
  const open = (event: MouseEvent) => {
    // Stands in for `command`, which would find the dialog open and say so in the console.
    event.preventDefault();
    const dialog = event.currentTarget.ownerDocument.getElementById(id);
    if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
    dialog.showModal();
    const first = dialog.querySelector<HTMLElement>(isIrreversible ? "[data-dialog-cancel]" : FIRST);
    first?.focus();
  };
  const closeOutside = (event: MouseEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget && isOutside(event)) event.currentTarget.close();
  };
  return (
    <>
      <Button
        {...(disabledReason ? {} : invoker("show-modal", id))}
        variant={variant}
        size={size}
        isIcon={isIcon}
        aria-label={triggerLabel}
        title={triggerLabel}
        aria-haspopup="dialog"
        onClick={open}
        disabledReason={disabledReason}
      >
        {trigger}
      </Button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog; the click only adds the pointer's way. */}
      <dialog id={id} aria-labelledby={`${id}-title`} className={isWide ? "dialog dialog-wide" : "dialog"} onClick={closeOutside}>
        <h2 id={`${id}-title`} className="text-lg text-balance">
          {title}
        </h2>
        <DialogId value={id}>
          <div className="mt-1 text-ink-2">{children}</div>
        </DialogId>
      </dialog>
    </>
  );
}

const FIRST =
  "input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled]), [data-dialog-confirm], [data-dialog-cancel]";

/** The row of buttons at the foot: Cancel, then the verb. */
export function DialogActions({ children, cancelLabel = "Cancel" }: { children?: ReactNode; cancelLabel?: string }) {
  const id = useContext(DialogId);
  return (
    <div className="mt-4 flex flex-wrap justify-end gap-2">
      <Button {...(id ? invoker("close", id) : {})} size="lg" data-dialog-cancel="" onClick={closeAround}>
        {cancelLabel}
      </Button>
      {children}
    </div>
  );
}

function closeAround(event: MouseEvent<HTMLElement>): void {
  event.preventDefault();
  event.currentTarget.closest("dialog")?.close();
}

/** `command` and `commandfor` are newer than React's types. */
function invoker(command: "show-modal" | "close", id: string): ComponentProps<"button"> {
  return { command, commandfor: id } as ComponentProps<"button">;
}

/** The click of a dialog's own padding has the dialog as its target too: only beyond its border counts. */
function isOutside(event: MouseEvent<HTMLDialogElement>): boolean {
  const box = event.currentTarget.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
