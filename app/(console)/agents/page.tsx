import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { AgentsTable } from "@/components/agents/agents-table";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Button, ButtonLink } from "@/components/ui/button";
import { listAgents } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { countReviewQueueByAgent } from "@/lib/dreaming/queries";
import { countPublishedByAgent } from "@/lib/learnings/queries";
import { summariseSessions } from "@/lib/sessions/summaries";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { agentsHref, loadAgentsSearch } from "./search-params";
import { AgentsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Agents" };

type Props = { searchParams: Promise<SearchParams> };

const PER_PAGE = 50;

export default function AgentsPage(props: Props) {
  return streamed(render(props), <AgentsSkeleton />);
}

async function render({ searchParams }: Props) {
  const { page } = await loadAgentsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const { rows, nextCursor } = await orFirstPage(readRows(ctx, page), "/agents");
  const reason = whyNot(ctx.actor, "agent.create");
  return (
    <>
      <PageHeader
        title="Agents"
        actions={
          reason ? (
            <Button variant="solid" disabledReason={reason}>
              New agent
            </Button>
          ) : (
            <ButtonLink href="/agents/new" variant="solid">
              New agent
            </ButtonLink>
          )
        }
      />
      <div className="px-4 py-2 md:px-6">
        {rows.length === 0 ? (
          <EmptyState title="No agents yet." actions={<ButtonLink href="/imports">Import sessions</ButtonLink>}>
            <p>An agent is made by the first import of its sessions, here by hand, or over the API.</p>
          </EmptyState>
        ) : (
          <AgentsTable rows={rows} now={ctx.clock.now()} zone={membership.timeZone} />
        )}
        {(page || nextCursor) && (
          <nav aria-label="Pages" className="flex gap-2 py-2 print:hidden">
            {page && (
              <ButtonLink href="/agents" size="sm">
                First page
              </ButtonLink>
            )}
            {nextCursor && (
              <ButtonLink href={agentsHref("/agents", { page: nextCursor })} rel="next" size="sm">
                Next
              </ButtonLink>
            )}
          </nav>
        )}
      </div>
    </>
  );
}

async function readRows(ctx: Ctx, cursor: string | null) {
  const { items, nextCursor } = await listAgents(ctx, { limit: PER_PAGE, cursor });
  const ids = items.map((agent) => agent.id);
  const [sessions, published, open] = await Promise.all([
    summariseSessions(ctx, ids),
    countPublishedByAgent(ctx, ids),
    countReviewQueueByAgent(ctx, ids),
  ]);
  const rows = items.map((agent) => ({
    agent,
    sessions: sessions.get(agent.id) ?? null,
    published: published.get(agent.id) ?? 0,
    open: open.get(agent.id) ?? 0,
  }));
  return { rows, nextCursor };
}
