import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { Num } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { ImportView } from "@/lib/interop/types";
import { ImportStatusPill } from "./import-status";
import { FORMAT_WORDS } from "./import-words";

export type ImportsTableProps = {
  imports: readonly ImportView[];
  agentNames: ReadonlyMap<string, string>;
  now: Date;
  zone: string;
};

export function ImportsTable({ imports, agentNames, now, zone }: ImportsTableProps) {
  return (
    <DataTable
      label="Imports"
      rows={imports}
      rowKey={(one) => one.id}
      columns={[
        {
          key: "file",
          header: "File",
          isRowHeader: true,
          cell: (one) => (
            <Link href={`/imports/${one.id}`} className="link wrap-anywhere">
              {one.fileName ? <VisibleText text={one.fileName} /> : <>Sent over the API, {shortenId(one.id)}</>}
            </Link>
          ),
        },
        { key: "agent", header: "Agent", cell: (one) => <ImportAgent view={one} name={agentNames.get(one.agentId ?? "")} /> },
        { key: "format", header: "Format", cell: (one) => FORMAT_WORDS[one.format] ?? one.format },
        { key: "status", header: "Status", cell: (one) => <ImportStatusPill status={one.status} isBare /> },
        { key: "received", header: "Received", align: "end", cell: (one) => <Num value={one.received} /> },
        { key: "imported", header: "Imported", align: "end", cell: (one) => <Num value={one.imported} /> },
        { key: "duplicates", header: "Duplicates", align: "end", cell: (one) => <Num value={one.duplicates} /> },
        { key: "rejected", header: "Rejected", align: "end", cell: (one) => <Num value={one.rejected} /> },
        { key: "by", header: "By", className: "lg:pl-6", cell: (one) => one.createdByName ?? "Reverie" },
        { key: "when", header: "When", align: "end", cell: (one) => <Time at={one.createdAt} now={now} zone={zone} /> },
      ]}
    />
  );
}

/** Its agent as a link, or the name of the one that it will make. */
export function ImportAgent({ view, name }: { view: Pick<ImportView, "agentId" | "agentName" | "status">; name?: string }) {
  const words = name ?? view.agentName;
  if (!view.agentId) return <span className="text-ink-3">{view.status === "running" ? `New: ${words}` : `${words} was not made`}</span>;
  return (
    <Link href={`/agents/${view.agentId}`} className="link wrap-anywhere">
      {words ?? shortenId(view.agentId)}
    </Link>
  );
}
