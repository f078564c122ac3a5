"use client";

import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { asMadeKey, type MadeKey } from "@/components/settings/made-key";
import { ShownOnce } from "@/components/settings/shown-once";
import { useHydrated } from "@/components/ui/use-hydrated";

export type CreateEnvironmentKeyProps = { action: FormAction; environmentId: string; disabledReason: string | null };

/** Makes a key for workers and shows its secret until one goes on. */
export function CreateEnvironmentKey({ action, environmentId, disabledReason }: CreateEnvironmentKeyProps) {
  const isHydrated = useHydrated();
  const [made, setMade] = useState<MadeKey | null>(null);
  if (made)
    return (
      <ShownOnce label="Key" secret={made.secret} onDone={() => setMade(null)}>
        <p className="font-medium">The key “{made.name}” is made. This is the only time it is shown.</p>
        <p>Reverie keeps a hash of it and can’t show it again. Give it to the worker as ENVIRONMENT_KEY.</p>
      </ShownOnce>
    );
  return (
    <ActionForm
      action={action}
      label="New key"
      hidden={{ environment_id: environmentId }}
      submitLabel="Create key"
      pendingLabel="Creating"
      disabledReason={disabledReason ?? (isHydrated ? null : "Needs JavaScript: the key is shown once, on this page")}
      onSuccess={(data) => setMade(asMadeKey(data))}
      className="max-w-[420px]"
    >
      <TextField name="name" label="Name" aside="optional" hint="Which worker uses it." maxLength={100} autoComplete="off" />
    </ActionForm>
  );
}
