"use client";

import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { useFormField } from "@/components/forms/form-context";
import { asMadeKey, type MadeKey } from "@/components/settings/made-key";
import { ShownOnce } from "@/components/settings/shown-once";
import { FieldNotes } from "@/components/ui/field";
import { Checkbox } from "@/components/ui/input";
import { useHydrated } from "@/components/ui/use-hydrated";

export type CreateKeyFormProps = {
  action: FormAction;
  scopes: readonly { value: string; words: string }[];
  /** The first day that can be the last one. */
  today: string;
  zone: string;
};

/** Makes a key and shows its secret until one goes on: it lives in this page's memory and nowhere else. */
export function CreateKeyForm({ action, scopes, today, zone }: CreateKeyFormProps) {
  const isHydrated = useHydrated();
  const [made, setMade] = useState<MadeKey | null>(null);
  if (made)
    return (
      <ShownOnce label="Key" secret={made.secret} onDone={() => setMade(null)}>
        <p className="font-medium">The key “{made.name}” is made. This is the only time it is shown.</p>
        <p>Reverie keeps a hash of it and can’t show it again. Copy it to where it is used.</p>
      </ShownOnce>
    );
  return (
    <ActionForm
      action={action}
      label="New key"
      submitLabel="Create key"
      pendingLabel="Creating"
      disabledReason={isHydrated ? null : "Needs JavaScript: the key is shown once, on this page"}
      onSuccess={(data) => setMade(asMadeKey(data))}
      className="max-w-[640px]"
    >
      <TextField name="name" label="Name" hint="Who or what uses it." required maxLength={100} autoComplete="off" />
      <Scopes scopes={scopes} />
      <div className="grid gap-3.5 sm:grid-cols-2">
        <TextField
          name="expires_on"
          label="Works until"
          aside="optional"
          hint={`The end of that day, ${zone}. Empty: until it is revoked.`}
          type="date"
          min={today}
        />
        <TextField
          name="rate_limit_per_minute"
          label="Requests per minute"
          aside="optional"
          hint="Empty: 6,000."
          type="number"
          min={1}
          max={1_000_000}
          step={1}
        />
      </div>
    </ActionForm>
  );
}

function Scopes({ scopes }: { scopes: CreateKeyFormProps["scopes"] }) {
  const { id, error } = useFormField("scopes");
  return (
    <fieldset id={id} tabIndex={-1} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 text-xs font-medium text-ink-2">Scopes</legend>
      <div className="grid gap-1.5 sm:grid-cols-2">
        {scopes.map(({ value, words }) => (
          <ScopeBox key={value} value={value} words={words} />
        ))}
      </div>
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}

function ScopeBox({ value, words }: { value: string; words: string }) {
  // One name for all of them: each needs an id of its own.
  const { id } = useFormField(`scope-${value}`);
  const label = <code className="font-mono text-xs">{value}</code>;
  return <Checkbox id={id} name="scopes[]" value={value} defaultChecked={value === "read"} label={label} hint={words} />;
}
