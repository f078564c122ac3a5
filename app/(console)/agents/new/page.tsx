import type { Metadata } from "next";
import { NewAgentForm } from "@/components/agents/new-agent-form";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
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
        <NewAgentForm action={createAgentAction} disabledReason={whyNot(ctx.actor, "agent.create")} />
      </RuledSection>
    </>
  );
}
