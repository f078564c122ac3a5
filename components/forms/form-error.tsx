"use client";

import { useEffect, useRef } from "react";
import { FocusLink } from "@/components/ui/focus-link";
import { Mark } from "@/components/ui/mark";
import type { ActionError } from "./action-result";
import { fieldId } from "./form-context";

/** Above the form: what went wrong, with a way to each field at fault. Takes the focus each time the form is refused. */
export function FormError({ error, idPrefix }: { error: ActionError; idPrefix: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) ref.current?.focus();
  }, [error]);
  const fields = Object.entries(error.fields ?? {});
  // Where the message is that of one field, it is said once.
  const own = fields.find(([, message]) => message === error.message);
  return (
    <div
      ref={ref}
      role="alert"
      tabIndex={-1}
      className="mb-3.5 flex items-start gap-2 rounded-md border border-failure-line bg-failure-soft px-3 py-2 text-failure"
    >
      <Mark name="warning" className="mt-0.5" />
      <div className="min-w-0">
        <p className="font-medium">
          {own ? (
            <FocusLink targetId={fieldId(idPrefix, own[0])} className="underline underline-offset-3">
              {error.message}
            </FocusLink>
          ) : (
            error.message
          )}
        </p>
        <ul className="mt-0.5 empty:hidden">
          {fields
            .filter((field) => field !== own)
            .map(([name, message]) => (
              <li key={name}>
                <FocusLink targetId={fieldId(idPrefix, name)} className="underline underline-offset-3">
                  {message}
                </FocusLink>
              </li>
            ))}
        </ul>
      </div>
    </div>
  );
}
