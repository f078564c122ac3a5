"use client";

import { unstable_rethrow } from "next/navigation";
import { type FormEvent, type ReactNode, useActionState, useEffect, useId, useRef, useState, useTransition } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { ButtonVariant } from "@/components/ui/button";
import { DialogActions } from "@/components/ui/dialog";
import type { ActionResult, FormAction } from "./action-result";
import { FormContext } from "./form-context";
import { FormError } from "./form-error";
import { SubmitButton } from "./submit-button";

export type ActionFormProps = {
  action: FormAction;
  /** The verb on the button: "Save version 6". */
  submitLabel: string;
  pendingLabel?: string;
  submitVariant?: ButtonVariant;
  submitSize?: "md" | "lg";
  /** The key that presses the button. */
  submitShortcut?: string;
  /** Why it can't be submitted now. */
  disabledReason?: string | null;
  /** What is said when it is done: "Saved as version 6." */
  successMessage?: string;
  /** Values sent along: ids, expected hashes. */
  hidden?: Record<string, string>;
  /** Empties the fields when it is done; without it the typed text stays. */
  resetOnSuccess?: boolean;
  /** Names the form for assistive tools. */
  label?: string;
  /** Beside the submit button. */
  extraActions?: ReactNode;
  /** `inline` puts the button behind the fields; `dialog` gives it a Cancel and closes the dialog when it is done. */
  layout?: "stacked" | "inline" | "dialog";
  onSuccess?: (data: unknown) => void;
  className?: string;
  children?: ReactNode;
};

/**
 * A form over one server action. It works without JavaScript; with it, typed text stays when the action refuses or can't be reached, errors
 * stand above the form (the focus goes there) and at their fields, and a second submit waits for the first.
 */
export function ActionForm({ action, hidden, label, layout = "stacked", className, children, ...rest }: ActionFormProps) {
  const idPrefix = useId();
  const formRef = useRef<HTMLFormElement>(null);
  const { formAction, result, isPending, submit } = useSubmission(action, formRef, rest);
  const error = result && !result.ok ? result.error : null;
  const button = (
    <SubmitButton
      isPending={isPending}
      pendingLabel={rest.pendingLabel}
      variant={rest.submitVariant}
      size={rest.submitSize ?? (layout === "dialog" ? "lg" : "md")}
      disabledReason={rest.disabledReason}
      shortcut={rest.submitShortcut}
      className={layout === "inline" ? "min-h-[30px]" : undefined}
    >
      {rest.submitLabel}
    </SubmitButton>
  );
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      <form ref={formRef} action={formAction} onSubmit={submit} aria-label={label} aria-busy={isPending} className={className}>
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {error && <FormError error={error} idPrefix={idPrefix} />}
        <div className={layout === "inline" ? "flex flex-wrap items-end gap-2" : "grid gap-3.5"}>
          {children}
          {layout === "inline" && button}
          {layout === "inline" && rest.extraActions}
        </div>
        {layout === "dialog" && (
          <DialogActions>
            {rest.extraActions}
            {button}
          </DialogActions>
        )}
        {layout === "stacked" && (
          <div className="mt-4 flex flex-wrap items-center gap-2">
            {button}
            {rest.extraActions}
          </div>
        )}
      </form>
    </FormContext>
  );
}

const UNREACHABLE: ActionResult = {
  ok: false,
  error: {
    code: "unavailable",
    message: "The server did not answer, so nothing is known to be saved. What you typed is still here: try again.",
  },
};

type Outcome = Pick<ActionFormProps, "successMessage" | "resetOnSuccess" | "onSuccess">;

function useSubmission(action: FormAction, formRef: React.RefObject<HTMLFormElement | null>, outcome: Outcome) {
  // The state of the form as posted without JavaScript; with it, `latest` takes over.
  const [posted, formAction] = useActionState(action, null);
  const [latest, setLatest] = useState<ActionResult | null>(null);
  const [isPending, startTransition] = useTransition();
  const finish = useRef(outcome);
  useEffect(() => {
    finish.current = outcome;
  });

  const submit = (event: FormEvent<HTMLFormElement>) => {
    // React would empty the fields after its own submit, also when the action refused.
    event.preventDefault();
    if (isPending) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const formData = new FormData(event.currentTarget, submitter);
    startTransition(async () => {
      const result = await settle(action, latest ?? posted, formData);
      setLatest(result);
      if (result.ok) afterSuccess(formRef.current, result.data, finish.current);
    });
  };
  return { formAction, result: latest ?? posted, isPending, submit };
}

async function settle(action: FormAction, previous: ActionResult | null, formData: FormData): Promise<ActionResult> {
  try {
    return await action(previous, formData);
  } catch (error) {
    // Redirects, not-found and forbidden travel as errors and belong to Next.
    unstable_rethrow(error);
    return UNREACHABLE;
  }
}

function afterSuccess(form: HTMLFormElement | null, data: unknown, { successMessage, resetOnSuccess, onSuccess }: Outcome): void {
  if (resetOnSuccess) form?.reset();
  form?.closest("dialog")?.close();
  if (successMessage) showToast({ message: successMessage });
  onSuccess?.(data);
}
