import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { CreateEndpointForm } from "@/components/webhooks/create-endpoint-form";
import { EndpointsTable } from "@/components/webhooks/endpoints-table";
import { can } from "@/lib/auth/policy";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { listWebhookEndpoints } from "@/lib/webhooks/queries";
import { createEndpointAction } from "./actions";
import { loadWebhooksSearch, webhooksHref } from "./search-params";
import { WebhooksSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Webhooks" };

type Props = { searchParams: Promise<SearchParams> };

const PATH = "/settings/webhooks";
const PER_PAGE = 50;

export default function WebhooksPage(props: Props) {
  return streamed(render(props), <WebhooksSkeleton />);
}

async function render({ searchParams }: Props) {
  const { page } = await loadWebhooksSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  if (!can(ctx.actor, "webhook.manage")) forbidden();
  const endpoints = await orFirstPage(listWebhookEndpoints(ctx, { limit: PER_PAGE, cursor: page }), PATH);
  return (
    <>
      <PageHeader title="Webhooks" meta={<LiveRefresh topics={["webhooks"]} />} />
      <RuledSection title="New endpoint" note="Its secret is shown once, when it is made.">
        <CreateEndpointForm action={createEndpointAction} />
      </RuledSection>
      <RuledSection title="Endpoints" note="Each is told of the events that it wants, signed, at most three times.">
        <EndpointsTable endpoints={endpoints.items} now={ctx.clock.now()} zone={membership.timeZone} />
        <KeysetPager firstHref={page ? PATH : null} nextHref={endpoints.nextCursor && webhooksHref(PATH, { page: endpoints.nextCursor })} />
      </RuledSection>
    </>
  );
}
