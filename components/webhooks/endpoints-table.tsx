import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import { Code } from "@/components/ui/code";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { eventsInWords } from "@/components/webhooks/webhook-words";
import type { WebhookEndpointView } from "@/lib/webhooks/types";

export function EndpointsTable({ endpoints, now, zone }: { endpoints: readonly WebhookEndpointView[]; now: Date; zone: string }) {
  return (
    <DataTable
      label="Endpoints"
      rows={endpoints}
      rowKey={(one) => one.id}
      empty={
        <EmptyState title="No endpoints.">
          <p>An endpoint is told, by a signed request, what happens to sessions, agents, deployments and the like.</p>
        </EmptyState>
      }
      columns={[
        {
          key: "url",
          header: "URL",
          isRowHeader: true,
          cell: (one) => (
            <>
              <Link href={`/settings/webhooks/${one.id}`} className="link">
                <Code>{one.url}</Code>
              </Link>
              {one.description && <span className="block text-xs font-normal text-ink-3 wrap-anywhere">{one.description}</span>}
            </>
          ),
        },
        { key: "events", header: "Events", cell: (one) => eventsInWords(one.events) },
        { key: "state", header: "State", cell: (one) => <EndpointState endpoint={one} /> },
        { key: "created", header: "Created", cell: (one) => <Time at={one.createdAt} now={now} zone={zone} /> },
      ]}
    />
  );
}

export function EndpointState({ endpoint }: { endpoint: WebhookEndpointView }) {
  if (endpoint.disabledAt !== null)
    return (
      <StatusPill tone={endpoint.disabledReason === "manual" ? "plain" : "failure"} mark="crossed">
        Disabled
      </StatusPill>
    );
  return endpoint.failingSince !== null ? (
    <StatusPill tone="held" mark="warning">
      Failing
    </StatusPill>
  ) : (
    <StatusPill tone="success" mark="check">
      Enabled
    </StatusPill>
  );
}
