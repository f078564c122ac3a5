import type { ReactNode } from "react";
import { cx } from "./cx";
import { Mark } from "./mark";

/** What ties a control to its label, hint and error. Spread it on the control. */
export type FieldWiring = { id: string; "aria-describedby"?: string; "aria-invalid"?: true; "aria-required"?: true };

export type FieldProps = {
  /** Unique on the page; the control gets it. */
  id: string;
  label: ReactNode;
  /** At the right of the label: a counter, "any of", a unit. */
  aside?: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  isRequired?: boolean;
  /** Label for assistive tools only. */
  isLabelHidden?: boolean;
  className?: string;
  children: (wiring: FieldWiring) => ReactNode;
};

/** A labelled control with its hint and its error, wired for assistive tools. */
export function Field({ id, label, aside, hint, error, isRequired, isLabelHidden, className, children }: FieldProps) {
  const describedBy = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return (
    <div className={className}>
      <div className={isLabelHidden ? "sr-only" : "mb-1 flex justify-between gap-3 text-xs font-medium text-ink-2"}>
        <label htmlFor={id}>{label}</label>
        {aside && <span className="font-normal text-ink-3">{aside}</span>}
      </div>
      {children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": isRequired ? true : undefined,
      })}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

export function FieldNotes({ id, hint, error }: { id: string; hint?: ReactNode; error?: string | null }) {
  return (
    <>
      {hint && (
        <p id={`${id}-hint`} className="mt-1 max-w-[60ch] text-xs text-ink-3">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={cx("mt-1 flex items-start gap-1.5 text-xs font-medium text-failure")}>
          <Mark name="warning" size={14} className="mt-px" />
          {error}
        </p>
      )}
    </>
  );
}
