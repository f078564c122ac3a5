import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { Code } from "@/components/ui/code";
import { Num } from "@/components/ui/figures";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import type { ApiKeyView } from "@/lib/auth/types";

export type ApiKeysTableProps = { keys: readonly ApiKeyView[]; revoke: FormAction; now: Date; zone: string };

const SOON_MS = 7 * 86_400_000;

export function ApiKeysTable({ keys, revoke, now, zone }: ApiKeysTableProps) {
  return (
    <DataTable
      label="API keys"
      rows={keys}
      rowKey={(key) => key.id}
      empty={
        <EmptyState title="No keys.">
          <p>Programs use a key to import sessions, record outcomes and read learnings over the API.</p>
        </EmptyState>
      }
      columns={[
        { key: "name", header: "Name", isRowHeader: true, cell: (key) => <span className="font-medium wrap-anywhere">{key.name}</span> },
        { key: "hint", header: "Key", cell: (key) => <Code className="whitespace-nowrap text-ink-2">{key.hint}</Code> },
        { key: "scopes", header: "Scopes", cell: (key) => <Code>{key.scopes.join(" ")}</Code> },
        {
          key: "rate",
          header: "Per minute",
          align: "end",
          cell: (key) =>
            key.rateLimitPerMinute === null ? <span className="text-ink-3">No limit</span> : <Num value={key.rateLimitPerMinute} />,
        },
        { key: "created", header: "Created", className: "lg:pl-6", cell: (key) => <Time at={key.createdAt} now={now} zone={zone} /> },
        { key: "used", header: "Last used", cell: (key) => <Time at={key.lastUsedAt} now={now} zone={zone} missing="Never used" /> },
        { key: "expires", header: "Works until", cell: (key) => <Expiry at={key.expiresAt} now={now} zone={zone} /> },
        {
          key: "revoke",
          header: <span className="sr-only">Revoke</span>,
          cell: (key) => (
            <ConfirmDialog
              trigger="Revoke"
              triggerLabel={`Revoke ${key.name}`}
              variant="danger"
              size="sm"
              title={`Revoke the key “${key.name}”?`}
              isIrreversible
              action={revoke}
              hidden={{ id: key.id }}
              submitLabel="Revoke"
              pendingLabel="Revoking"
              successMessage={`Revoked “${key.name}”`}
            >
              <p>Requests with it are refused from the next one on. This can’t be undone; a new key can be made.</p>
            </ConfirmDialog>
          ),
        },
      ]}
    />
  );
}

function Expiry({ at, now, zone }: { at: Date | null; now: Date; zone: string }) {
  if (at === null) return <span className="text-ink-3">Until revoked</span>;
  const left = at.getTime() - now.getTime();
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <Time at={at} now={now} zone={zone} show="date" />
      {left <= 0 ? (
        <StatusPill tone="failure" mark="cross" isBare>
          Expired
        </StatusPill>
      ) : (
        left < SOON_MS && (
          <StatusPill tone="held" mark="clock" isBare>
            Soon
          </StatusPill>
        )
      )}
    </span>
  );
}
