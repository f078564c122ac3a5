import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/feedback/empty-state";
import { Code } from "@/components/ui/code";
import { Num } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { MemoryStoreView } from "@/lib/memory/types";

export type MemoryStoresTableProps = { stores: readonly MemoryStoreView[]; now: Date; zone: string };

export function MemoryStoresTable({ stores, now, zone }: MemoryStoresTableProps) {
  return (
    <DataTable
      label="Memory stores"
      rows={stores}
      rowKey={(store) => store.id}
      empty={
        <EmptyState title="No memory stores.">
          <p>Each agent gets one for its learnings; the API makes others, to be attached to sessions.</p>
        </EmptyState>
      }
      columns={[
        {
          key: "name",
          header: "Name",
          isRowHeader: true,
          cell: (store) => (
            <Link href={`/stores/${store.id}`} className="font-medium wrap-anywhere">
              <VisibleText text={store.name} />
            </Link>
          ),
        },
        { key: "id", header: "Id", cell: (store) => <Code className="whitespace-nowrap text-ink-2">{shortenId(store.id)}</Code> },
        {
          key: "description",
          header: "Description",
          cell: (store) => (store.description ? <VisibleText text={store.description} /> : <span className="text-ink-3">None</span>),
        },
        { key: "revision", header: "Revision", align: "end", cell: (store) => <Num value={store.headRevision} /> },
        { key: "created", header: "Created", className: "lg:pl-6", cell: (store) => <Time at={store.createdAt} now={now} zone={zone} /> },
        { key: "archived", header: "Archived", cell: (store) => <Time at={store.archivedAt} now={now} zone={zone} missing="No" /> },
      ]}
    />
  );
}
