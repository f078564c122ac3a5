"use client";

import { useState } from "react";
import { useFormField } from "@/components/forms/form-context";
import { FieldNotes } from "@/components/ui/field";
import { Checkbox } from "@/components/ui/input";
import { Mark } from "@/components/ui/mark";
import { EVENT_GROUPS } from "@/components/webhooks/webhook-words";
import { ALL_EVENTS } from "@/lib/webhooks/types";

/** Which events are delivered: everything, or chosen types. Where both are ticked, everything counts. */
export function EventFields({ chosen }: { chosen: readonly string[] }) {
  const { id, error } = useFormField("events");
  const [isAll, setIsAll] = useState(chosen.includes(ALL_EVENTS));
  return (
    <fieldset id={id} tabIndex={-1} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 text-xs font-medium text-ink-2">Events</legend>
      <Checkbox
        id={`${id}-all`}
        name="events[]"
        value={ALL_EVENTS}
        defaultChecked={isAll}
        onChange={(event) => setIsAll(event.currentTarget.checked)}
        label="Everything"
        hint="Also types that come later."
      />
      <details className="mt-2" open={!isAll || undefined}>
        <summary className="flex w-fit items-center gap-1.5 rounded-sm pr-1.5 text-ink-2 hover:bg-hover pointer-coarse:py-2">
          <Mark name="chevron-right" size={14} className="text-ink-3 [details[open]>summary>&]:rotate-90" />
          Only some types
        </summary>
        <div className="mt-2 grid gap-x-6 gap-y-3 sm:grid-cols-2">
          {EVENT_GROUPS.map(({ label, types }) => (
            <fieldset key={label} className="min-w-0">
              <legend className="mb-1 text-xs font-medium text-ink-2">{label}</legend>
              <div className="grid gap-1">
                {types.map((type) => (
                  <Checkbox
                    key={type}
                    id={`${id}-${type}`}
                    name="events[]"
                    value={type}
                    defaultChecked={chosen.includes(type)}
                    label={<code className="font-mono text-xs wrap-anywhere">{type}</code>}
                  />
                ))}
              </div>
            </fieldset>
          ))}
        </div>
      </details>
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}
