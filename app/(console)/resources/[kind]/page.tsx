import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { ResourceTabs } from "@/components/resources/resource-tabs";
import { requireVisitor } from "@/lib/web/current-user";

type Props = { params: Promise<{ kind: string }> };

/** Kinds that the Managed Agents API knows and Reverie does not serve, and what to do instead. */
const NOT_SERVED = {
  files: { title: "Files", instead: "Put what an agent needs into its environment’s container, or into a memory store as text." },
  skills: { title: "Skills", instead: "Agents keep the skills they are given in their configuration; nothing loads them." },
  vaults: { title: "Vaults", instead: "Give a worker the secrets it needs in its own environment; Reverie never sees them." },
} as const;

type Kind = keyof typeof NOT_SERVED;

const isKind = (kind: string): kind is Kind => Object.hasOwn(NOT_SERVED, kind);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { kind } = await params;
  return { title: isKind(kind) ? NOT_SERVED[kind].title : "Resources" };
}

export default async function NotServedPage({ params }: Props) {
  const { kind } = await params;
  await requireVisitor();
  if (!isKind(kind)) notFound();
  const { title, instead } = NOT_SERVED[kind];
  return (
    <>
      <PageHeader title="Resources" />
      <ResourceTabs current={kind} />
      <RuledSection title={title}>
        <EmptyState title="Not served.">
          <p>
            The Managed Agents API knows {kind}; this installation answers 404 for them. {instead}
          </p>
        </EmptyState>
      </RuledSection>
    </>
  );
}
