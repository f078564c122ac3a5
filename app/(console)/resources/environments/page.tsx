import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { ActionForm } from "@/components/forms/action-form";
import { TextField } from "@/components/forms/fields";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { EnvironmentsTable } from "@/components/resources/environments-table";
import { ResourceTabs } from "@/components/resources/resource-tabs";
import { ApiRead } from "@/components/resources/shell-lines";
import { listEnvironments } from "@/lib/environments/queries";
import { listQueueStats } from "@/lib/environments/work/queries";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { ArchivedSwitch } from "../archived-switch";
import { loadResourcesSearch, resourcesHref } from "../search-params";
import { ResourcesSkeleton } from "../skeleton";
import { createEnvironmentAction } from "./actions";

export const metadata: Metadata = { title: "Environments" };

type Props = { searchParams: Promise<SearchParams> };

const PATH = "/resources/environments";
const PER_PAGE = 50;

export default function EnvironmentsPage(props: Props) {
  return streamed(render(props), <ResourcesSkeleton />);
}

async function render({ searchParams }: Props) {
  const { page, archived } = await loadResourcesSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const list = await orFirstPage(
    listEnvironments(ctx, { limit: PER_PAGE, cursor: page, includeArchived: archived }),
    resourcesHref(PATH, { archived }),
  );
  const queues = await listQueueStats(
    ctx,
    list.items.map((environment) => environment.id),
  );
  return (
    <>
      <PageHeader title="Resources" actions={<ArchivedSwitch path={PATH} isShown={archived} />} />
      <ResourceTabs current="environments" />
      <RuledSection title="Environments" note="Where tools run. Workers count when they asked for work in the last 30 s.">
        <EnvironmentsTable environments={list.items} queues={queues} now={ctx.clock.now()} zone={membership.timeZone} />
        <KeysetPager
          firstHref={page ? resourcesHref(PATH, { archived }) : null}
          nextHref={list.nextCursor ? resourcesHref(PATH, { archived, page: list.nextCursor }) : null}
        />
      </RuledSection>
      <RuledSection title="New environment" note="Self-hosted: your containers, your network.">
        <ActionForm
          action={createEnvironmentAction}
          label="New environment"
          submitLabel="Create environment"
          pendingLabel="Creating"
          disabledReason={whyNot(ctx.actor, "environment.write")}
          className="max-w-[420px]"
        >
          <TextField name="name" label="Name" required maxLength={256} autoComplete="off" />
        </ActionForm>
      </RuledSection>
      <RuledSection title="API">
        <ApiRead path={archived ? "/v1/environments?include_archived=true" : "/v1/environments"} />
      </RuledSection>
    </>
  );
}
