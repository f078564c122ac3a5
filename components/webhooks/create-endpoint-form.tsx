"use client";

import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { ShownOnce } from "@/components/settings/shown-once";
import { useHydrated } from "@/components/ui/use-hydrated";
import { EventFields } from "@/components/webhooks/event-fields";
import { ALL_EVENTS } from "@/lib/webhooks/types";

/** Makes an endpoint and shows its signing secret this once. */
export function CreateEndpointForm({ action }: { action: FormAction }) {
  const isHydrated = useHydrated();
  const [secret, setSecret] = useState<string | null>(null);
  if (secret !== null) return <ShownSecret secret={secret} onDone={() => setSecret(null)} />;
  return (
    <ActionForm
      action={action}
      label="New endpoint"
      submitLabel="Create endpoint"
      pendingLabel="Creating"
      disabledReason={isHydrated ? null : "Needs JavaScript: the secret is shown once, on this page"}
      onSuccess={(data) => setSecret(asSecret(data))}
      className="max-w-[640px]"
    >
      <EndpointFields url="" description="" events={[ALL_EVENTS]} />
    </ActionForm>
  );
}

/** What can be said of an endpoint, on making and on changing it. */
export function EndpointFields({ url, description, events }: { url: string; description: string; events: readonly string[] }) {
  return (
    <>
      <TextField
        name="url"
        label="URL"
        hint="Each event is posted here as JSON. Private addresses need leave from whoever runs this installation."
        type="url"
        required
        maxLength={2048}
        defaultValue={url}
        placeholder="https://example.com/reverie"
        autoComplete="off"
        isCode
      />
      <TextField name="description" label="Description" aside="optional" maxLength={1024} defaultValue={description} autoComplete="off" />
      <EventFields chosen={events} />
    </>
  );
}

export function ShownSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <ShownOnce label="Signing secret" secret={secret} onDone={onDone}>
      <p className="font-medium">This is the endpoint’s signing secret, shown this once.</p>
      <p>
        The receiver checks each delivery with it: give it to the official SDK as <code className="font-mono text-xs">webhookKey</code>.
      </p>
    </ShownOnce>
  );
}

export function asSecret(data: unknown): string | null {
  return typeof data === "object" && data !== null && "secret" in data && typeof data.secret === "string" ? data.secret : null;
}
