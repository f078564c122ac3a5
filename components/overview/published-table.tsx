import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import { Rate } from "@/components/ui/figures";
import { formatNumber } from "@/components/ui/format";
import { Interval } from "@/components/ui/interval";
import { type IntervalValues, sharedDomain } from "@/components/ui/interval-scale";
import { Disc } from "@/components/ui/mark";
import { Time } from "@/components/ui/time";
import type { PublishedRevision } from "@/lib/dreaming/published-revisions";
import { differenceOfShares, type Share } from "@/lib/outcomes/wilson";

export type PublishedRow = { mark: number; revision: PublishedRevision; since: Share; before: Share; href: string };

/** What each revision changed, and how its agent's sessions went after it. */
export function PublishedTable({ rows, now, zone }: { rows: readonly PublishedRow[]; now: Date; zone: string }) {
  const compared = rows.map((row) => ({ ...row, difference: differenceOf(row) }));
  const domain = sharedDomain(compared.map((row) => row.difference));
  const columns: Column<(typeof compared)[number]>[] = [
    {
      key: "revision",
      header: "Revision",
      isRowHeader: true,
      cell: ({ mark, revision, href }) => (
        <span className="inline-flex items-center gap-2 whitespace-nowrap">
          <Disc>{mark}</Disc>
          <Link href={href} className="link">
            r{revision.number}
          </Link>
        </span>
      ),
    },
    { key: "when", header: "When", cell: ({ revision }) => <Time at={revision.at} now={now} zone={zone} show="date" /> },
    {
      key: "agent",
      header: "Agent",
      cell: ({ revision }) => (
        <div className="min-w-0 lg:min-w-28">
          <Link href={`/agents/${revision.agentId}`} className="wrap-anywhere hover:underline">
            {revision.agentName}
          </Link>
        </div>
      ),
    },
    { key: "changes", header: "Changes", cell: ({ revision }) => <div className="min-w-0 lg:min-w-16">{changesInWords(revision)}</div> },
    {
      key: "since",
      header: "Completion since",
      align: "end",
      cell: ({ since }) => <Rate count={since.successes} total={since.n} of="sessions with a verdict since" withWords={false} />,
    },
    {
      key: "against",
      header: "Against before, 95 %",
      label: "Against before",
      align: "end",
      cell: ({ difference }) => (
        <span className="max-[1360px]:[&_[data-whisker]]:hidden">
          <Interval value={difference} domain={domain} withUnit missing="Sessions with a verdict are missing on one side" />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      label="Published revisions"
      columns={columns}
      rows={compared}
      rowKey={(row) => `${row.revision.storeId}-${row.revision.number}`}
    />
  );
}

function differenceOf({ since, before }: PublishedRow): IntervalValues | null {
  return differenceOfShares(since, before);
}

function changesInWords({ kind, changes }: PublishedRevision): string {
  const parts = [
    changes.created > 0 ? `${formatNumber(changes.created)} added` : null,
    changes.modified > 0 ? `${formatNumber(changes.modified)} revised` : null,
    changes.deleted > 0 ? `${formatNumber(changes.deleted)} retired` : null,
  ].filter((part) => part !== null);
  const words = parts.length === 0 ? "no file changed" : parts.join(", ");
  return kind === "publish" ? words : `${kind === "rollback" ? "Rolled back" : "Reverted"}: ${words}`;
}
