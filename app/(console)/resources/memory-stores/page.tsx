import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { MemoryStoresTable } from "@/components/resources/memory-stores-table";
import { ResourceTabs } from "@/components/resources/resource-tabs";
import { ApiRead } from "@/components/resources/shell-lines";
import { listMemoryStores } from "@/lib/memory/stores";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { ArchivedSwitch } from "../archived-switch";
import { loadResourcesSearch, resourcesHref } from "../search-params";
import { ResourcesSkeleton } from "../skeleton";

export const metadata: Metadata = { title: "Memory stores" };

type Props = { searchParams: Promise<SearchParams> };

const PATH = "/resources/memory-stores";
const PER_PAGE = 50;

export default function MemoryStoresPage(props: Props) {
  return streamed(render(props), <ResourcesSkeleton />);
}

async function render({ searchParams }: Props) {
  const { page, archived } = await loadResourcesSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const list = await orFirstPage(
    listMemoryStores(ctx, { limit: PER_PAGE, cursor: page, includeArchived: archived }),
    resourcesHref(PATH, { archived }),
  );
  return (
    <>
      <PageHeader title="Resources" actions={<ArchivedSwitch path={PATH} isShown={archived} />} />
      <ResourceTabs current="memory-stores" />
      <RuledSection title="Memory stores" note="Each opens its history.">
        <MemoryStoresTable stores={list.items} now={ctx.clock.now()} zone={membership.timeZone} />
        <KeysetPager
          firstHref={page ? resourcesHref(PATH, { archived }) : null}
          nextHref={list.nextCursor ? resourcesHref(PATH, { archived, page: list.nextCursor }) : null}
        />
      </RuledSection>
      <RuledSection title="API">
        <ApiRead path={archived ? "/v1/memory_stores?include_archived=true" : "/v1/memory_stores"} />
      </RuledSection>
    </>
  );
}
