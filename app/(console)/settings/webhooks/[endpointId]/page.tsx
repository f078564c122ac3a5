import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { Notice } from "@/components/feedback/notice";
import { ActionForm } from "@/components/forms/action-form";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { shortenId } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { EndpointFields } from "@/components/webhooks/create-endpoint-form";
import { DeliveriesTable } from "@/components/webhooks/deliveries-table";
import { EndpointState } from "@/components/webhooks/endpoints-table";
import { RotateSecret } from "@/components/webhooks/rotate-secret";
import { DELIVERY_LOOKS, DISABLED_WORDS } from "@/components/webhooks/webhook-words";
import { can } from "@/lib/auth/policy";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { OLD_SECRET_HOURS } from "@/lib/webhooks/commands";
import { getWebhookEndpoint, listDeliveries } from "@/lib/webhooks/queries";
import { DELIVERY_STATUSES, type WebhookEndpointView } from "@/lib/webhooks/types";
import { deleteEndpointAction, redeliverAction, rotateSecretAction, setEndpointStateAction, updateEndpointAction } from "../actions";
import { loadWebhooksSearch, webhooksHref } from "../search-params";

export const metadata: Metadata = { title: "Webhook endpoint" };

type Props = { params: Promise<{ endpointId: string }>; searchParams: Promise<SearchParams> };

const PER_PAGE = 25;

export default async function EndpointPage({ params, searchParams }: Props) {
  const { ctx, membership } = await requireVisitor();
  if (!can(ctx.actor, "webhook.manage")) forbidden();
  const id = idOrNotFound("webhookEndpoint", (await params).endpointId);
  const { page, status } = await loadWebhooksSearch(searchParams);
  const path = `/settings/webhooks/${id}`;
  const endpoint = await orNotFound(getWebhookEndpoint(ctx, id));
  const filter = { endpointId: id, limit: PER_PAGE, cursor: page, status: status ?? undefined };
  const deliveries = await orFirstPage(listDeliveries(ctx, filter), webhooksHref(path, { status }));
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  return (
    <>
      <PageHeader
        title={<Code>{endpoint.url}</Code>}
        back={{ href: "/settings/webhooks", label: "Back to webhooks" }}
        meta={
          <>
            <EndpointState endpoint={endpoint} />
            <span className="inline-flex items-center gap-1" title={id}>
              <Code className="text-ink-3">{shortenId(id)}</Code>
              <CopyButton text={id} label="Copy endpoint id" />
            </span>
            <LiveRefresh topics={["webhooks"]} isAutomatic />
          </>
        }
        actions={<Actions endpoint={endpoint} />}
      />
      <StateNotice endpoint={endpoint} {...clock} />
      <RuledSection title="Deliveries" note="Newest first, kept for 30 days. Delivered again, an event keeps its id.">
        <div className="mb-2 print:hidden">
          <FilterMenu
            label="Status"
            options={DELIVERY_STATUSES.map((value) => ({
              value,
              label: DELIVERY_LOOKS[value].word,
              href: webhooksHref(path, { status: value }),
            }))}
            current={status}
            removeHref={path}
          />
        </div>
        <DeliveriesTable
          deliveries={deliveries.items}
          redeliver={redeliverAction}
          disabledReason={endpoint.disabledAt === null ? null : "The endpoint is disabled"}
          isFiltered={status !== null}
          {...clock}
        />
        <KeysetPager
          firstHref={page ? webhooksHref(path, { status }) : null}
          nextHref={deliveries.nextCursor && webhooksHref(path, { status, page: deliveries.nextCursor })}
        />
      </RuledSection>
      <RuledSection title="Settings">
        <ActionForm
          key={endpoint.updatedAt.toISOString()}
          action={updateEndpointAction}
          hidden={{ id }}
          label="Endpoint settings"
          submitLabel="Save"
          pendingLabel="Saving"
          successMessage="Saved"
          className="max-w-[640px]"
        >
          <EndpointFields url={endpoint.url} description={endpoint.description ?? ""} events={endpoint.events} />
        </ActionForm>
      </RuledSection>
      <RuledSection title="Signing secret" note="Kept sealed; it can be replaced but not shown.">
        {endpoint.previousSecretExpiresAt && (
          <p className="mb-2 text-ink-2">
            The secret before the last rotation signs too, until <Time at={endpoint.previousSecretExpiresAt} show="datetime" {...clock} />.
          </p>
        )}
        <RotateSecret endpointId={id} hours={OLD_SECRET_HOURS} action={rotateSecretAction} />
      </RuledSection>
    </>
  );
}

function Actions({ endpoint }: { endpoint: WebhookEndpointView }) {
  const isDisabled = endpoint.disabledAt !== null;
  return (
    <>
      <ActionForm
        key={String(isDisabled)}
        action={setEndpointStateAction}
        hidden={{ id: endpoint.id, state: isDisabled ? "enabled" : "disabled" }}
        label={isDisabled ? "Enable the endpoint" : "Disable the endpoint"}
        layout="inline"
        submitLabel={isDisabled ? "Enable" : "Disable"}
        submitVariant="outlined"
        successMessage={isDisabled ? "Enabled" : "Disabled"}
      />
      <ConfirmDialog
        trigger="Delete"
        variant="danger"
        title="Delete this endpoint?"
        isIrreversible
        action={deleteEndpointAction}
        hidden={{ id: endpoint.id }}
        submitLabel="Delete endpoint"
        pendingLabel="Deleting"
      >
        <p>Its deliveries and its secret go with it. This can’t be undone.</p>
      </ConfirmDialog>
    </>
  );
}

function StateNotice({ endpoint, now, zone }: { endpoint: WebhookEndpointView; now: Date; zone: string }) {
  if (endpoint.disabledReason !== null)
    return (
      <Notice tone={endpoint.disabledReason === "manual" ? "info" : "failure"}>
        <p>
          Disabled <Time at={endpoint.disabledAt} now={now} zone={zone} />. {DISABLED_WORDS[endpoint.disabledReason]}
        </p>
      </Notice>
    );
  if (endpoint.failingSince === null) return null;
  return (
    <Notice tone="held">
      <p>
        No delivery has worked since <Time at={endpoint.failingSince} now={now} zone={zone} show="datetime" />. After 24 hours without one
        it is disabled.
      </p>
    </Notice>
  );
}
