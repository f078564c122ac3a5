import type { Metadata } from "next";
import { ActionForm } from "@/components/forms/action-form";
import { TextareaField, TextField } from "@/components/forms/fields";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { ButtonLink } from "@/components/ui/button";
import { requireCtx } from "@/lib/web/current-user";
import { whyNot } from "@/lib/web/why-not";
import { createAgentAction } from "./actions";

export const metadata: Metadata = { title: "New agent" };

export default async function NewAgentPage() {
  const ctx = await requireCtx();
  return (
    <>
      <PageHeader title="New agent" back={{ href: "/agents", label: "Back to agents" }} />
      <RuledSection title="Configuration" note="Version 1. Every later change makes a new version.">
        <ActionForm
          action={createAgentAction}
          label="New agent"
          submitLabel="Create agent"
          pendingLabel="Creating"
          disabledReason={whyNot(ctx.actor, "agent.create")}
          extraActions={
            <ButtonLink href="/agents" variant="quiet">
              Cancel
            </ButtonLink>
          }
          className="max-w-[640px]"
        >
          <TextField name="name" label="Name" hint="Imports find the agent by it." required maxLength={256} autoComplete="off" />
          <TextField
            name="model"
            label="Model"
            hint="The id under which the provider knows it. Learnings record the models they were seen with."
            required
            isCode
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
          />
          <TextareaField name="description" label="Description" aside="optional" voice="sans" rows={2} maxLength={2048} />
          <TextareaField name="system" label="System prompt" aside="optional" rows={8} maxLength={100_000} />
        </ActionForm>
      </RuledSection>
    </>
  );
}
