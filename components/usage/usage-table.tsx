import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import { Num, Tokens } from "@/components/ui/figures";
import { formatDate } from "@/components/ui/format-time";
import { VisibleText } from "@/components/ui/visible-text";
import type { UsageGroup, UsagePurpose, UsageReport, UsageRow } from "@/lib/usage/types";
import { Cost } from "./cost";
import { DreamingShare } from "./dreaming-share";
import { GROUP_WORDS, PURPOSE_WORDS } from "./usage-words";

export type UsageTableProps = {
  report: UsageReport;
  /** Where a row's name leads. */
  rowHref: (row: UsageRow) => string | null;
  sessionsHref: (row: UsageRow) => string | null;
  dreamsHref: (row: UsageRow) => string | null;
  now: Date;
};

/** Tokens and dollars, row by row, with their sum. */
export function UsageTable({ report, rowHref, sessionsHref, dreamsHref, now }: UsageTableProps) {
  const { groupBy } = report;
  const { session, dream, grader, total, dreamingShare } = report;
  const whole: UsageRow = { key: "total", name: null, session, dream, grader, total, dreamingShare };
  const isTotal = (row: UsageRow) => row === whole;
  const columns: Column<UsageRow>[] = [
    {
      key: "key",
      header: GROUP_WORDS[groupBy],
      isRowHeader: true,
      cell: (row) => (isTotal(row) ? "In all" : <RowName row={row} groupBy={groupBy} href={rowHref(row)} now={now} />),
    },
    { key: "cost", header: "Cost", align: "end", cell: (row) => <Cost totals={row.total} /> },
    ...(groupBy === "purpose"
      ? []
      : ([
          {
            key: "session",
            header: "Sessions",
            align: "end",
            cell: (row) => <Linked href={isTotal(row) ? null : sessionsHref(row)} row={row} purpose="session" />,
          },
          {
            key: "dream",
            header: "Dreams",
            align: "end",
            cell: (row) => <Linked href={isTotal(row) ? null : dreamsHref(row)} row={row} purpose="dream" />,
          },
          { key: "grader", header: "Graders", align: "end", cell: (row) => <Linked href={null} row={row} purpose="grader" /> },
        ] satisfies Column<UsageRow>[])),
    ...(groupBy === "purpose"
      ? []
      : ([
          { key: "share", header: "Dreaming share", align: "end", cell: (row) => <DreamingShare split={row} /> },
        ] satisfies Column<UsageRow>[])),
    { key: "calls", header: "Calls", align: "end", cell: (row) => <Num value={row.total.calls} /> },
    { key: "input", header: "Uncached in", align: "end", cell: (row) => <Tokens value={row.total.inputTokens} /> },
    { key: "cached", header: "From cache", align: "end", cell: (row) => <Tokens value={row.total.cacheReadTokens} /> },
    {
      key: "written",
      header: "To cache",
      align: "end",
      cell: (row) => <Tokens value={row.total.cacheWrite5mTokens + row.total.cacheWrite1hTokens} />,
    },
    { key: "output", header: "Out", align: "end", cell: (row) => <Tokens value={row.total.outputTokens} /> },
  ];
  return <DataTable label="Usage" rows={report.rows} rowKey={(row) => row.key ?? "none"} total={whole} columns={columns} />;
}

function RowName({ row, groupBy, href, now }: { row: UsageRow; groupBy: UsageGroup; href: string | null; now: Date }) {
  const words = nameOf(row, groupBy, now);
  return href === null ? (
    <span>{words}</span>
  ) : (
    <Link href={href} className="link">
      {words}
    </Link>
  );
}

function nameOf({ key, name }: UsageRow, groupBy: UsageGroup, now: Date) {
  switch (groupBy) {
    case "day":
      return key === null ? "" : formatDate(new Date(`${key}T12:00:00Z`), "UTC", now);
    case "agent":
      return key === null ? "No agent" : name === null ? "An agent that is gone" : <VisibleText text={name} />;
    case "purpose":
      return PURPOSE_WORDS[key as UsagePurpose];
    case "model":
      return <VisibleText text={key ?? ""} />;
  }
}

function Linked({ row, purpose, href }: { row: UsageRow; purpose: UsagePurpose; href: string | null }) {
  const totals = row[purpose];
  if (totals.calls === 0) return <span className="text-ink-3">none</span>;
  return href === null ? (
    <Cost totals={totals} />
  ) : (
    <Link href={href} className="hover:underline" title={`The ${PURPOSE_WORDS[purpose].toLowerCase()} of this row`}>
      <Cost totals={totals} />
    </Link>
  );
}
