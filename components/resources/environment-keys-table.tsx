import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { Code } from "@/components/ui/code";
import { Time } from "@/components/ui/time";
import type { EnvironmentKeyView } from "@/lib/environments/types";

export type EnvironmentKeysTableProps = { keys: readonly EnvironmentKeyView[]; revoke: FormAction; now: Date; zone: string };

export function EnvironmentKeysTable({ keys, revoke, now, zone }: EnvironmentKeysTableProps) {
  return (
    <DataTable
      label="Keys"
      rows={keys}
      rowKey={(key) => key.id}
      empty={
        <EmptyState title="No keys.">
          <p>A worker needs one to poll this environment’s queue.</p>
        </EmptyState>
      }
      columns={[
        { key: "name", header: "Name", isRowHeader: true, cell: (key) => <span className="font-medium wrap-anywhere">{key.name}</span> },
        { key: "hint", header: "Key", cell: (key) => <Code className="whitespace-nowrap text-ink-2">{key.hint}</Code> },
        { key: "created", header: "Created", cell: (key) => <Time at={key.createdAt} now={now} zone={zone} /> },
        { key: "used", header: "Last used", cell: (key) => <Time at={key.lastUsedAt} now={now} zone={zone} missing="Never used" /> },
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
              hidden={{ id: key.id, environment_id: key.environmentId }}
              submitLabel="Revoke"
              pendingLabel="Revoking"
              successMessage={`Revoked “${key.name}”`}
            >
              <p>Workers with it get no more work from the next poll on. This can’t be undone; a new key can be made.</p>
            </ConfirmDialog>
          ),
        },
      ]}
    />
  );
}
