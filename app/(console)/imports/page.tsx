import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "@/components/feedback/empty-state";
import { ImportsTable } from "@/components/imports/imports-table";
import { RefreshWhile } from "@/components/imports/refresh-while";
import { UploadForm } from "@/components/imports/upload-form";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { ButtonLink } from "@/components/ui/button";
import { listAgents } from "@/lib/agents/queries";
import { listImports } from "@/lib/interop/queries";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { startImportAction } from "./actions";
import { importsHref, loadImportsSearch } from "./search-params";
import { ImportsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Imports" };

type Props = { searchParams: Promise<SearchParams> };

const PER_PAGE = 25;
const AGENTS_OFFERED = 500;

export default function ImportsPage(props: Props) {
  return streamed(render(props), <ImportsSkeleton />);
}

async function render({ searchParams }: Props) {
  const { page, agent } = await loadImportsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const [imports, agents] = await Promise.all([
    orFirstPage(listImports(ctx, { limit: PER_PAGE, cursor: page }), "/imports"),
    listAgents(ctx, { limit: AGENTS_OFFERED }),
  ]);
  const offered = agents.items.map(({ id, config }) => ({ id, name: config.name }));
  return (
    <>
      <PageHeader title="Imports" />
      <RuledSection title="Bring past sessions in" note="What is in already is skipped, so a file can be sent again.">
        <UploadForm
          agents={offered}
          agentId={offered.find(({ id }) => id === agent)?.id}
          start={startImportAction}
          disabledReason={whyNot(ctx.actor, "import.create")}
        />
      </RuledSection>
      <RuledSection title="Imports" note="Newest first">
        {imports.items.some((one) => one.status === "running") && <RefreshWhile />}
        {imports.items.length === 0 ? (
          <EmptyState title="No imports yet.">
            <p>Each file that is sent, here or over the API, becomes a row with what was read and what was not.</p>
          </EmptyState>
        ) : (
          <ImportsTable
            imports={imports.items}
            agentNames={new Map(offered.map(({ id, name }) => [id, name]))}
            now={ctx.clock.now()}
            zone={membership.timeZone}
          />
        )}
        {(page || imports.nextCursor) && (
          <nav aria-label="Pages" className="flex gap-2 pt-3 print:hidden">
            {page && (
              <ButtonLink href="/imports" size="sm">
                First page
              </ButtonLink>
            )}
            {imports.nextCursor && (
              <ButtonLink href={importsHref("/imports", { page: imports.nextCursor })} rel="next" size="sm">
                Next
              </ButtonLink>
            )}
          </nav>
        )}
      </RuledSection>
    </>
  );
}
