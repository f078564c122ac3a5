"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import {
  Input,
  type InputProps,
  RadioGroup,
  type RadioGroupProps,
  Select,
  type SelectProps,
  Textarea,
  type TextareaProps,
} from "@/components/ui/input";
import { useFormField } from "./form-context";

/** Fields of an `ActionForm`: label, hint, and the error the action named them in. */
type Labels = { name: string; label: ReactNode; aside?: ReactNode; hint?: ReactNode; isLabelHidden?: boolean; fieldClassName?: string };

export type TextFieldProps = Labels & Omit<InputProps, "id" | "name">;

export function TextField({ name, label, aside, hint, isLabelHidden, fieldClassName, ...rest }: TextFieldProps) {
  const { id, error } = useFormField(name);
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error} isLabelHidden={isLabelHidden} className={fieldClassName}>
      {(wiring) => <Input {...rest} {...wiring} name={name} />}
    </Field>
  );
}

export type TextareaFieldProps = Labels & Omit<TextareaProps, "id" | "name">;

export function TextareaField({ name, label, aside, hint, isLabelHidden, fieldClassName, ...rest }: TextareaFieldProps) {
  const { id, error } = useFormField(name);
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error} isLabelHidden={isLabelHidden} className={fieldClassName}>
      {(wiring) => <Textarea {...rest} {...wiring} name={name} />}
    </Field>
  );
}

export type RadioFieldProps = Omit<RadioGroupProps, "id" | "error">;

export function RadioField(props: RadioFieldProps) {
  const { id, error } = useFormField(props.name);
  return <RadioGroup {...props} id={id} error={error} />;
}

export type SelectFieldProps = Labels & Omit<SelectProps, "id" | "name">;

export function SelectField({ name, label, aside, hint, isLabelHidden, fieldClassName, ...rest }: SelectFieldProps) {
  const { id, error } = useFormField(name);
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error} isLabelHidden={isLabelHidden} className={fieldClassName}>
      {(wiring) => <Select {...rest} {...wiring} name={name} />}
    </Field>
  );
}
