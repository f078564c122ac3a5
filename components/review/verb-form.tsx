"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { FormContext } from "@/components/forms/form-context";
import { FormError } from "@/components/forms/form-error";
import { Button, type ButtonSize, type ButtonVariant } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Kbd } from "@/components/ui/kbd";
import { rememberOwn } from "./own-news";
import { TheirDecision } from "./their-decision";
import { runAction, useSubmission } from "./use-submission";

export type VerbFormProps = {
  action: FormAction;
  hidden: Record<string, string>;
  /** The verb on the button. */
  verb: string;
  pendingVerb?: string;
  /** The button's name where the verb alone does not say what it is about. */
  verbLabel?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Before the verb. */
  icon?: ReactNode;
  /** The key that presses the button. */
  shortcut?: string;
  disabledReason?: string | null;
  reasonAlign?: "start" | "end";
  /** Where to read on when somebody else was faster; without it this page is read anew. */
  conflictHref?: string;
  /** What is said when it is done, and the values that take it back with the same action. */
  done?: { message: string; undo?: Record<string, string> };
  onDone?: (data: unknown) => void;
  label?: string;
  className?: string;
  buttonClassName?: string;
  /** Behind the button: a way out. */
  beside?: ReactNode;
  /** Fields, above the button. */
  children?: ReactNode;
};

/** One verb as a form: it works without JavaScript; with it, what was done is said with its way back. */
export function VerbForm(props: VerbFormProps) {
  const { action, hidden, verb, pendingVerb, verbLabel, variant = "outlined", size, shortcut, disabledReason, reasonAlign, done } = props;
  const idPrefix = useId();
  const router = useRouter();
  const { formAction, result, isPending, submit } = useSubmission(action, {
    onDone: (data, form) => {
      form.closest<HTMLElement>("[popover]")?.hidePopover();
      form.closest("dialog")?.close();
      if (done) showToast({ message: done.message, undo: done.undo && { run: () => takeBack(action, done.undo ?? {}) } });
      props.onDone?.(data);
    },
    onRefused: ({ code, message, theirs }) => {
      // Somebody else's decision is a choice to make here, with what was typed in reach.
      if (code !== "conflict" || theirs) return;
      // What is on the page is out of date: the form may go with it, so the message stands elsewhere too.
      showToast({ message, tone: "failed" });
      if (props.conflictHref) router.replace(props.conflictHref, { scroll: false });
      else router.refresh();
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    // The news may be here before the answer.
    if (hidden.change_id) rememberOwn(hidden.change_id);
    submit(event);
  };
  const error = result && !result.ok ? result.error : null;
  const theirs = error?.theirs;
  // Who overrules a decision has seen that one.
  const values = theirs ? { ...hidden, expected_version: String(theirs.version) } : hidden;
  const keepTheirs = () => {
    if (props.conflictHref) router.replace(props.conflictHref, { scroll: false });
    router.refresh();
  };
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      <form action={formAction} onSubmit={send} aria-label={props.label} aria-busy={isPending} className={cx("min-w-0", props.className)}>
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {error && (
          <div className="order-first max-w-[72ch] basis-full">
            {theirs ? <TheirDecision theirs={theirs} verb={verb} onKeep={keepTheirs} /> : <FormError error={error} idPrefix={idPrefix} />}
          </div>
        )}
        {props.children && <div className="mb-3.5 grid gap-3.5">{props.children}</div>}
        <div className={props.beside ? "flex flex-wrap items-center gap-2" : "contents"}>
          <Button
            type="submit"
            variant={variant}
            size={size}
            aria-label={verbLabel}
            data-shortcut={shortcut?.toLowerCase()}
            disabledReason={disabledReason}
            reasonAlign={reasonAlign}
            className={props.buttonClassName}
            aria-disabled={isPending || undefined}
          >
            {props.icon}
            {isPending ? (pendingVerb ?? verb) : verb}
            {shortcut && <Kbd onSolid={variant === "solid"}>{shortcut}</Kbd>}
          </Button>
          {props.beside}
        </div>
      </form>
    </FormContext>
  );
}

async function takeBack(action: FormAction, values: Record<string, string>): Promise<void> {
  const formData = new FormData();
  for (const [name, value] of Object.entries(values)) formData.set(name, value);
  if (values.change_id) rememberOwn(values.change_id);
  const result = await runAction(action, formData);
  if (!result.ok) throw new Error(result.error.message);
}
