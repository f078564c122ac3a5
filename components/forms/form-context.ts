"use client";

import { createContext, useContext } from "react";

export type FormState = {
  /** Before each field's name in its id, so that two forms on a page don't share ids. */
  idPrefix: string;
  fields: Record<string, string>;
  isPending: boolean;
};

export const FormContext = createContext<FormState>({ idPrefix: "form", fields: {}, isPending: false });

/** The id and the error of one field of the form around it. */
export function useFormField(name: string): { id: string; error: string | null } {
  const { idPrefix, fields } = useContext(FormContext);
  return { id: fieldId(idPrefix, name), error: fields[name] ?? null };
}

export function fieldId(idPrefix: string, name: string): string {
  return `${idPrefix}-${name.replace(/[^\w-]/g, "_")}`;
}
