"use client";

import type { ReactNode } from "react";
import { Dialog, type DialogProps } from "@/components/ui/dialog";
import { ActionForm, type ActionFormProps } from "./action-form";
import { TextField } from "./fields";

export type ConfirmDialogProps = Omit<DialogProps, "children"> &
  Pick<ActionFormProps, "action" | "hidden" | "submitLabel" | "pendingLabel" | "successMessage" | "onSuccess"> & {
    /** What will happen, in counts, and whether it can be undone. */
    children: ReactNode;
    /** Fields asked before it happens, such as a reason. */
    fields?: ReactNode;
    /** Only for what can't be undone: the name that must be typed. The action gets it as `confirmation` and checks it. */
    typedName?: string;
  };

/** A question before a change, and the change itself. */
export function ConfirmDialog({
  action,
  hidden,
  submitLabel,
  pendingLabel,
  successMessage,
  onSuccess,
  children,
  fields,
  typedName,
  ...dialog
}: ConfirmDialogProps) {
  return (
    <Dialog {...dialog}>
      <div className="mb-3.5 grid gap-2">{children}</div>
      <ActionForm
        action={action}
        hidden={hidden}
        submitLabel={submitLabel}
        pendingLabel={pendingLabel}
        successMessage={successMessage}
        onSuccess={onSuccess}
        layout="dialog"
      >
        {fields}
        {typedName && (
          <TextField
            name="confirmation"
            label={`Type ${typedName} to confirm`}
            required
            autoComplete="off"
            pattern={typedName.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}
            title={typedName}
          />
        )}
      </ActionForm>
    </Dialog>
  );
}
