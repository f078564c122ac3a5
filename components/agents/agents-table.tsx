import Link from "next/link";
import { Sparkline } from "@/components/charts/sparkline";
import { type Column, DataTable } from "@/components/data-table/data-table";
import { Code } from "@/components/ui/code";
import { Num } from "@/components/ui/figures";
import { FEWEST_FOR_A_RATE, formatIntervalPoints, formatPercent, formatPp } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import { differenceOfShares } from "@/lib/outcomes/wilson";
import type { AgentListRow, AgentSort } from "@/lib/sessions/types";
import { ShareInterval } from "./share-interval";

export type AgentRow = AgentListRow & { published: number; open: number; line: readonly (number | null)[] | null };

export type AgentsTableProps = {
  rows: readonly AgentRow[];
  sort: AgentSort;
  sortHref: (sort: AgentSort) => string;
  modelHref: (model: string) => string;
  /** In the words of the picker: "Last 28 days". */
  rangeWords: string;
  /** For links to the sessions in the same stretch. */
  range: string | null;
  now: Date;
  zone: string;
};

/** Every agent with how its sessions went, what changed against the time before, and what it learned. */
export function AgentsTable(props: AgentsTableProps) {
  return <DataTable label="Agents" columns={columnsOf(props)} rows={props.rows} rowKey={({ id }) => id} isHeadSticky />;
}

function columnsOf({ sort, sortHref, modelHref, rangeWords, range, now, zone }: AgentsTableProps): Column<AgentRow>[] {
  const sorted = (key: AgentSort) => ({
    href: sortHref(sort === key ? "new" : key),
    direction: sort === key ? (key === "name" ? ("ascending" as const) : ("descending" as const)) : null,
  });
  return [
    {
      key: "name",
      header: "Agent",
      isRowHeader: true,
      sort: sorted("name"),
      cell: ({ id, name, version }) => (
        <span className="inline-flex flex-wrap items-baseline gap-x-2">
          <Link href={`/agents/${id}`} className="link wrap-anywhere">
            <VisibleText text={name} />
          </Link>
          <span className="text-xs font-normal whitespace-nowrap text-ink-3">version {version}</span>
        </span>
      ),
    },
    {
      key: "model",
      header: "Model",
      cell: ({ model }) => (
        <Link
          href={modelHref(model)}
          scroll={false}
          title={`Only agents with ${model}`}
          className="hover:underline hover:underline-offset-3"
        >
          <Code>{model}</Code>
        </Link>
      ),
    },
    {
      key: "sessions",
      header: "Sessions",
      align: "end",
      sort: sorted("sessions"),
      cell: ({ id, current }) => (
        <Counted href={`/sessions?agent=${id}${range ? `&range=${encodeURIComponent(range)}` : ""}`} count={current.total} />
      ),
    },
    {
      key: "completion",
      header: "Completion",
      align: "end",
      sort: sorted("completion"),
      cell: ({ name, current, line }) => (
        <span className="inline-flex items-baseline justify-end gap-3">
          {line && current.judged > 0 && (
            <Sparkline
              values={line}
              width={64}
              domain={[0, 1]}
              label={`Completion of ${name}, ${rangeWords.toLowerCase()}: ${formatPercent(current.met / current.judged)}`}
            />
          )}
          <ShareInterval met={current.met} judged={current.judged} width={48} />
        </span>
      ),
    },
    { key: "change", header: "Change, pp", align: "end", sort: sorted("change"), cell: (row) => <Change row={row} /> },
    {
      key: "learnings",
      header: "Learnings",
      align: "end",
      cell: ({ id, published, open }) => (
        <span className="whitespace-nowrap">
          <Counted href={`/learnings?agent=${id}&status=published`} count={published} />
          {open > 0 && (
            <>
              {" "}
              <Link href={`/review?agent=${id}`} className="link ml-1 inline-block min-h-6 leading-6 text-xs">
                {open} to review
              </Link>
            </>
          )}
        </span>
      ),
    },
    {
      key: "last",
      header: "Last session",
      align: "end",
      sort: sorted("last"),
      cell: ({ lastSessionAt }) => <Time at={lastSessionAt} now={now} zone={zone} missing="No session yet" />,
    },
    {
      key: "dream",
      header: "Last dream",
      align: "end",
      cell: ({ lastDream }) =>
        lastDream ? (
          <Link href={`/dreams/${lastDream.id}`} className="link">
            <Time at={lastDream.at} now={now} zone={zone} />
          </Link>
        ) : (
          <NotKnown reason="It never dreamt" />
        ),
    },
  ];
}

/** Against the time of the same length before, with its interval as the title. */
function Change({ row: { current, before } }: { row: AgentRow }) {
  if (before === null) return <NotKnown reason="All time has nothing before it" />;
  const difference = differenceOfShares({ successes: current.met, n: current.judged }, { successes: before.met, n: before.judged });
  if (difference === null) return <NotKnown reason="No session was judged in one of both times" />;
  const { estimate, low, high } = difference;
  const isTooFew = Math.min(current.judged, before.judged) < FEWEST_FOR_A_RATE;
  const isClear = !isTooFew && (low > 0 || high < 0);
  const words = `${formatIntervalPoints(low, high)} pp, 95 %, against ${before.met} of ${before.judged} before${isTooFew ? "; too few to tell" : isClear ? "" : "; undecided"}`;
  return (
    <span title={words} className={isClear ? (estimate > 0 ? "text-success" : "text-failure") : "text-ink-3"}>
      {formatPp(estimate)}
      <span className="sr-only"> {words}</span>
    </span>
  );
}

function Counted({ href, count }: { href: string; count: number }) {
  if (count === 0) return <Num value={0} />;
  return (
    <Link href={href} className="link inline-block min-h-6 min-w-6 text-right leading-6">
      <Num value={count} />
    </Link>
  );
}
