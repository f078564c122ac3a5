import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { FieldNotes } from "./field";
import { Mark } from "./mark";

const CONTROL =
  "block w-full min-w-0 rounded-md border border-control bg-raised px-[9px] py-1 text-ink placeholder:text-ink-3 aria-invalid:border-failure disabled:border-line-2 disabled:bg-sunken disabled:text-ink-3 [&[readonly]]:bg-sunken";
const HEIGHT = "min-h-[30px] pointer-coarse:min-h-(--control)";

export type InputProps = ComponentProps<"input"> & { isCode?: boolean };

export function Input({ isCode = false, className, type = "text", ...rest }: InputProps) {
  return <input {...rest} type={type} className={cx(CONTROL, HEIGHT, isCode && "font-mono text-xs", type === "file" && FILE, className)} />;
}

const FILE =
  "file:mr-2.5 file:cursor-pointer file:rounded-sm file:border-0 file:bg-sunken file:px-2 file:py-0.5 file:text-xs file:font-medium file:text-ink";

export type TextareaProps = ComponentProps<"textarea"> & { voice?: "serif" | "code" | "sans" };

/** `rows` in pixels of the serif face: a control that grows with its text ignores the attribute. */
const ROWS: readonly (readonly [from: number, className: string])[] = [
  [12, "min-h-[262px]"],
  [8, "min-h-[178px]"],
  [5, "min-h-[115px]"],
  [3, "min-h-[73px]"],
  [2, "min-h-[52px]"],
];

/** Grows with its text. Serif, because what is written here is somebody's words. */
export function Textarea({ voice = "serif", className, rows = 3, ...rest }: TextareaProps) {
  const face = { serif: "font-serif text-base/[21px]", code: "font-mono text-xs/5", sans: "" }[voice];
  return (
    <textarea
      {...rest}
      rows={rows}
      className={cx(CONTROL, "resize-y field-sizing-content", ROWS.find(([from]) => rows >= from)?.[1], face, className)}
    />
  );
}

export type Option = { value: string; label: string; isDisabled?: boolean };
export type SelectProps = ComponentProps<"select"> & { options: readonly Option[]; emptyLabel?: string };

export function Select({ options, emptyLabel, className, ...rest }: SelectProps) {
  return (
    <span className="relative block">
      <select {...rest} className={cx(CONTROL, HEIGHT, "appearance-none pr-7", className)}>
        {emptyLabel !== undefined && <option value="">{emptyLabel}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Mark name="chevron-down" size={14} className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3" />
    </span>
  );
}

const TICK = "size-4 flex-none accent-accent pointer-coarse:size-5";

export type CheckboxProps = Omit<ComponentProps<"input">, "type" | "id"> & {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
};

export function Checkbox({ id, label, hint, error, className, ...rest }: CheckboxProps) {
  const describedBy = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return (
    <div className={cx("flex items-start gap-2", className)}>
      <input
        {...rest}
        id={id}
        type="checkbox"
        aria-describedby={describedBy || undefined}
        aria-invalid={error ? true : undefined}
        className={cx(TICK, "mt-0.5")}
      />
      <div className="min-w-0">
        <label htmlFor={id}>{label}</label>
        <FieldNotes id={id} hint={hint} error={error} />
      </div>
    </div>
  );
}

export type RadioOption = { value: string; label: ReactNode; hint?: ReactNode; isDisabled?: boolean };
export type RadioGroupProps = {
  id: string;
  name: string;
  label: ReactNode;
  options: readonly RadioOption[];
  defaultValue?: string;
  hint?: ReactNode;
  error?: string | null;
  isRequired?: boolean;
  isInline?: boolean;
};

export function RadioGroup({ id, name, label, options, defaultValue, hint, error, isRequired, isInline = false }: RadioGroupProps) {
  const describedBy = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return (
    <fieldset id={id} aria-describedby={describedBy || undefined} className="min-w-0">
      <legend className="mb-1 text-xs font-medium text-ink-2">{label}</legend>
      <div className={cx("flex gap-x-5 gap-y-1.5", isInline ? "flex-wrap" : "flex-col")}>
        {options.map((option) => (
          <div key={option.value} className="flex items-start gap-2">
            <input
              id={`${id}-${option.value}`}
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === defaultValue}
              disabled={option.isDisabled}
              required={isRequired}
              aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
              className={cx(TICK, "mt-0.5")}
            />
            <div className="min-w-0">
              <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
              <FieldNotes id={`${id}-${option.value}`} hint={option.hint} />
            </div>
          </div>
        ))}
      </div>
      <FieldNotes id={id} hint={hint} error={error} />
    </fieldset>
  );
}
