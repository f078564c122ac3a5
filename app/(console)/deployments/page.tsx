import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { ApiCall } from "@/components/agents/api-call";
import { DeploymentsTable } from "@/components/deployments/deployments-table";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { listDeployments } from "@/lib/deployments/queries";
import type { DeploymentView } from "@/lib/deployments/types";
import { describeCron } from "@/lib/schedules/describe-cron";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { deploymentsHref, loadDeploymentsSearch } from "./search-params";
import { DeploymentsSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Deployments" };

type Props = { searchParams: Promise<SearchParams> };

const PATH = "/deployments";
const PER_PAGE = 50;
const STATUSES = [
  { value: "active", label: "Active" },
  { value: "paused", label: "Paused" },
  { value: "archived", label: "With archived" },
] as const;

export default function DeploymentsPage(props: Props) {
  return streamed(render(props), <DeploymentsSkeleton />);
}

async function render({ searchParams }: Props) {
  const { page, status } = await loadDeploymentsSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const filter = status === "archived" ? { includeArchived: true } : { status: status ?? undefined };
  const list = listDeployments(ctx, { ...filter, limit: PER_PAGE, cursor: page });
  const { items, nextCursor } = await orFirstPage(list, deploymentsHref(PATH, { status }));
  const names = await namesOfAgents(ctx, items);
  return (
    <>
      <PageHeader title="Deployments" meta={<LiveRefresh topics={["deployments"]} />} />
      <div className="px-4 py-2 md:px-6">
        <div className="mb-2 flex flex-wrap items-center gap-2 print:hidden">
          <FilterMenu
            label="Status"
            options={STATUSES.map((one) => ({ ...one, href: deploymentsHref(PATH, { status: one.value }) }))}
            current={status}
            removeHref={PATH}
          />
        </div>
        <DeploymentsTable
          rows={items.map((deployment) => ({
            deployment,
            agentName: names.get(deployment.agentId) ?? deployment.agentId,
            scheduleWords: deployment.schedule && describeCron(deployment.schedule.expression, deployment.schedule.timezone),
          }))}
          empty={<Nothing isFiltered={status !== null} />}
          now={ctx.clock.now()}
          zone={membership.timeZone}
        />
        <KeysetPager
          firstHref={page ? deploymentsHref(PATH, { status }) : null}
          nextHref={nextCursor && deploymentsHref(PATH, { status, page: nextCursor })}
        />
      </div>
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <EmptyState title="No deployment of that status." actions={<ButtonLink href={PATH}>Show all</ButtonLink>} />;
  const text = "Summarise what came in since yesterday.";
  return (
    <EmptyState title="No deployments yet.">
      <p className="mb-3">A deployment runs an agent by itself, on a schedule or when asked. It is made over the API:</p>
      <ApiCall
        path="/v1/deployments"
        body={{
          name: "Nightly report",
          agent: "agent_…",
          environment_id: "env_…",
          schedule: { type: "cron", expression: "0 2 * * *", timezone: "Europe/Berlin" },
          initial_events: [{ type: "user.message", content: [{ type: "text", text }] }],
        }}
      />
    </EmptyState>
  );
}

async function namesOfAgents(ctx: Ctx, items: readonly DeploymentView[]): Promise<Map<string, string>> {
  const ids = [...new Set(items.map((one) => one.agentId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, (await getAgent(ctx, id)).config.name] as const)));
}
