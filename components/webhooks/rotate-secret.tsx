"use client";

import { useState } from "react";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { useHydrated } from "@/components/ui/use-hydrated";
import { asSecret, ShownSecret } from "@/components/webhooks/create-endpoint-form";

/** Makes a new signing secret and shows it this once. */
export function RotateSecret({ endpointId, hours, action }: { endpointId: string; hours: number; action: FormAction }) {
  const isHydrated = useHydrated();
  const [secret, setSecret] = useState<string | null>(null);
  if (secret !== null) return <ShownSecret secret={secret} onDone={() => setSecret(null)} />;
  return (
    <ConfirmDialog
      trigger="Rotate secret"
      title="Rotate the signing secret?"
      disabledReason={isHydrated ? null : "Needs JavaScript: the secret is shown once, on this page"}
      action={action}
      hidden={{ id: endpointId }}
      submitLabel="Rotate"
      pendingLabel="Rotating"
      onSuccess={(data) => setSecret(asSecret(data))}
    >
      <p>
        A new secret is made and shown once. For {hours} hours every delivery carries a signature of both, so that the receiver can change
        over.
      </p>
    </ConfirmDialog>
  );
}
