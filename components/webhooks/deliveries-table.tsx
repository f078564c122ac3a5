import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { Code, CodeBlock } from "@/components/ui/code";
import { Duration } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { DELIVERY_LOOKS } from "@/components/webhooks/webhook-words";
import type { AttemptView, DeliveryView } from "@/lib/webhooks/types";

export type DeliveriesTableProps = {
  deliveries: readonly DeliveryView[];
  redeliver: FormAction;
  /** Why nothing can be delivered again now. */
  disabledReason: string | null;
  isFiltered: boolean;
  now: Date;
  zone: string;
};

export function DeliveriesTable({ deliveries, redeliver, disabledReason, isFiltered, now, zone }: DeliveriesTableProps) {
  return (
    <DataTable
      label="Deliveries"
      rows={deliveries}
      rowKey={(one) => one.id}
      empty={
        <EmptyState title={isFiltered ? "No delivery of that status." : "Nothing was delivered yet."}>
          <p>Each event that this endpoint wants becomes a row, with every attempt to deliver it. Rows are kept for 30 days.</p>
        </EmptyState>
      }
      columns={[
        {
          key: "event",
          header: "Event",
          isRowHeader: true,
          cell: (one) => (
            <>
              <Code>{one.eventType}</Code>
              <span className="block font-normal">
                <Link href={`/o/${one.subjectId}`} className="link" title={one.subjectId}>
                  <Code>{shortenId(one.subjectId)}</Code>
                </Link>
              </span>
            </>
          ),
        },
        { key: "at", header: "Happened", cell: (one) => <Time at={one.createdAt} now={now} zone={zone} /> },
        { key: "status", header: "Status", cell: (one) => <DeliveryStatusPill delivery={one} now={now} zone={zone} /> },
        { key: "attempts", header: "Attempts", cell: (one) => <Attempts delivery={one} now={now} zone={zone} /> },
        {
          key: "again",
          header: <span className="sr-only">Deliver again</span>,
          label: "Deliver again",
          cell: (one) => (
            <ActionForm
              action={redeliver}
              hidden={{ endpoint_id: one.endpointId, id: one.id }}
              label={`Deliver ${one.eventType} again`}
              layout="inline"
              submitLabel="Deliver again"
              submitVariant="outlined"
              pendingLabel="Asking"
              disabledReason={one.status === "pending" ? "It is under way" : disabledReason}
              successMessage="It is delivered again"
            />
          ),
        },
      ]}
    />
  );
}

function DeliveryStatusPill({ delivery, now, zone }: { delivery: DeliveryView; now: Date; zone: string }) {
  const { tone, mark, word } = DELIVERY_LOOKS[delivery.status];
  return (
    <>
      <StatusPill tone={tone} mark={mark}>
        {word}
      </StatusPill>
      {delivery.nextAttemptAt !== null && delivery.attempts.length > 0 && (
        <span className="block text-xs text-ink-3">
          next try <Time at={delivery.nextAttemptAt} now={now} zone={zone} />
        </span>
      )}
    </>
  );
}

function Attempts({ delivery, now, zone }: { delivery: DeliveryView; now: Date; zone: string }) {
  const last = delivery.attempts.at(-1);
  if (!last) return <span className="text-ink-3">None yet</span>;
  return (
    <details className="max-w-[52ch]">
      <summary className="flex items-center gap-1.5 rounded-sm hover:bg-hover max-lg:justify-end pointer-coarse:py-2">
        <Mark name="chevron-right" size={14} className="text-ink-3 [details[open]>summary>&]:rotate-90" />
        {delivery.attempts.length > 1 && <span className="text-ink-3">{delivery.attempts.length} attempts, last:</span>}
        <Answer attempt={last} />
      </summary>
      <ol className="mt-1.5 grid gap-2 text-left">
        {[...delivery.attempts].reverse().map((attempt) => (
          <li key={attempt.number}>
            <p className="text-xs text-ink-2">
              Attempt {attempt.number}, <Time at={attempt.at} now={now} zone={zone} show="datetime" />,{" "}
              <Duration value={attempt.durationMs} />: <Answer attempt={attempt} />
            </p>
            {attempt.error !== null && <p className="text-failure wrap-anywhere">{attempt.error}</p>}
            {attempt.responseBody !== null && attempt.responseBody !== "" && (
              <CodeBlock text={attempt.responseBody} label={`Answer to attempt ${attempt.number}`} />
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Answer({ attempt }: { attempt: AttemptView }) {
  return <span className="tabular-nums">{attempt.responseStatus === null ? "no answer" : `status ${attempt.responseStatus}`}</span>;
}
