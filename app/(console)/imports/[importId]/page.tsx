import type { Metadata } from "next";
import Link from "next/link";
import { Notice } from "@/components/feedback/notice";
import { ImportStatusPill } from "@/components/imports/import-status";
import { FORMAT_WORDS } from "@/components/imports/import-words";
import { ImportAgent } from "@/components/imports/imports-table";
import { RefreshWhile } from "@/components/imports/refresh-while";
import { RejectedLines } from "@/components/imports/rejected-lines";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { StatStrip } from "@/components/layout/stat-strip";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Bytes, Duration, Num } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import type { AgentId } from "@/lib/ids";
import { getImport } from "@/lib/interop/queries";
import { requireVisitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { pageTitle } from "@/lib/web/page-title";

type Props = { params: Promise<{ importId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const view = await orNotFound(getImport(ctx, idOrNotFound("import", (await params).importId)));
  return { title: pageTitle(`Import of ${view.fileName ?? shortenId(view.id)}`) };
}

export default async function ImportPage({ params }: Props) {
  const { ctx, membership } = await requireVisitor();
  const view = await orNotFound(getImport(ctx, idOrNotFound("import", (await params).importId)));
  const agentName = view.agentId ? await nameOf(ctx, view.agentId) : undefined;
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  const isRunning = view.status === "running";
  return (
    <>
      <PageHeader
        title={view.fileName ? <VisibleText text={view.fileName} /> : "Import over the API"}
        back={{ href: "/imports", label: "Back to imports" }}
        meta={
          <>
            <ImportStatusPill status={view.status} />
            <span className="inline-flex items-center gap-1" title={view.id}>
              <Code className="text-ink-3">{shortenId(view.id)}</Code>
              <CopyButton text={view.id} label="Copy import id" />
            </span>
          </>
        }
      />
      {isRunning && <RefreshWhile />}
      {view.failure && <Notice tone="failure">{view.failure}</Notice>}
      <StatStrip
        label="Facts"
        items={[
          { label: "Agent", value: <ImportAgent view={view} name={agentName} />, isWide: true },
          { label: "Format", value: FORMAT_WORDS[view.format] ?? view.format },
          { label: "Read", value: <Bytes value={view.bytes} /> },
          { label: "Received", value: <Num value={view.received} /> },
          { label: "Imported", value: <Num value={view.imported} /> },
          { label: "Duplicates", value: <Num value={view.duplicates} /> },
          { label: "Rejected", value: <Num value={view.rejected} /> },
          { label: "By", value: view.createdByName ?? "Reverie" },
          { label: "Started", value: <Time at={view.createdAt} {...clock} /> },
          {
            label: "Took",
            value: <Duration value={view.endedAt ? view.endedAt.getTime() - view.createdAt.getTime() : null} missing="It still runs" />,
          },
        ]}
      />
      <RuledSection
        title="Rejected lines"
        note={view.rejected > 0 && view.status === "completed" ? "The rest of the file is in." : undefined}
      >
        {view.rejected > 0 ? (
          <RejectedLines problems={view.errors} rejected={view.rejected} />
        ) : (
          <p className="text-ink-3">{isRunning ? "None so far." : "None."}</p>
        )}
      </RuledSection>
      {view.agentId && view.imported > 0 && (
        <RuledSection title="What next">
          <p className="text-ink-2">
            <Link href={`/sessions?agent=${view.agentId}`} className="link">
              Look at the agent’s sessions
            </Link>
            , or{" "}
            <Link href={`/agents/${view.agentId}`} className="link">
              let it dream about them
            </Link>
            .
          </p>
        </RuledSection>
      )}
    </>
  );
}

async function nameOf(ctx: Ctx, agentId: AgentId): Promise<string> {
  return (await getAgent(ctx, agentId)).config.name;
}
