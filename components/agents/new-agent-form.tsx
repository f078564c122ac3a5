"use client";

import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextareaField, TextField } from "@/components/forms/fields";
import { ButtonLink } from "@/components/ui/button";
import { ApiCall } from "./api-call";

const EMPTY = { name: "", model: "", description: "", system: "" };

/** A new agent beside the call that would make the same one. */
export function NewAgentForm({ action, disabledReason }: { action: FormAction; disabledReason: string | null }) {
  const [typed, setTyped] = useState(EMPTY);
  const field = (name: keyof typeof EMPTY) => ({
    name,
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  const body = Object.fromEntries(Object.entries(typed).filter(([name, text]) => text !== "" || name === "name" || name === "model"));
  return (
    <div className="grid items-start gap-x-8 gap-y-6 2xl:grid-cols-[minmax(0,640px)_minmax(0,1fr)]">
      <ActionForm
        action={action}
        label="New agent"
        submitLabel="Create agent"
        pendingLabel="Creating"
        disabledReason={disabledReason}
        extraActions={
          <ButtonLink href="/agents" variant="quiet">
            Cancel
          </ButtonLink>
        }
        className="max-w-[640px]"
      >
        <TextField {...field("name")} label="Name" hint="Imports find the agent by it." required maxLength={256} autoComplete="off" />
        <TextField
          {...field("model")}
          label="Model"
          hint="The id under which the provider knows it. Learnings record the models they were seen with."
          required
          isCode
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
        />
        <TextareaField {...field("description")} label="Description" aside="optional" voice="sans" rows={2} maxLength={2048} />
        <TextareaField {...field("system")} label="System prompt" aside="optional" rows={8} maxLength={100_000} />
      </ActionForm>
      <div className="max-w-[640px] min-w-0">
        <ApiCall path="/v1/agents" body={body} />
      </div>
    </div>
  );
}
