import { type Column, DataTable } from "@/components/data-table/data-table";
import { Code } from "@/components/ui/code";
import { Rate } from "@/components/ui/figures";
import { formatIntervalPoints, formatNumber, formatPoints, formatPp } from "@/components/ui/format";
import { Interval } from "@/components/ui/interval";
import { type IntervalDomain, type IntervalValues, sharedDomain } from "@/components/ui/interval-scale";
import { VisibleText } from "@/components/ui/visible-text";
import { mantelHaenszelDifference } from "@/lib/dreaming/statistics/risk-difference";
import type { CandidateStats, GroupRow, SampleCounts } from "@/lib/dreaming/types";
import { supportInWords } from "./dream-words";
import { subjectOf } from "./pattern-words";

/** Below this the grouped and the plain difference read the same. */
const WORTH_SAYING = 0.005;

/** Groups of so many sessions set the scale of the intervals. */
const SETS_SCALE_FROM = 20;

/** What was found, in one sentence and its figures. An observation gets no causal word. */
export function Found({ stats, patternKey }: { stats: CandidateStats; patternKey: string }) {
  return (
    <>
      <p className="max-w-[72ch] text-base text-pretty">
        {stats.claim === "effect" ? <EffectSentence stats={stats} patternKey={patternKey} /> : <ObservationSentence stats={stats} />}
      </p>
      <HeldBack stats={stats} />
      <Groups stats={stats} />
    </>
  );
}

function EffectSentence({ stats, patternKey }: { stats: CandidateStats; patternKey: string }) {
  const { effect, interval, qValue } = stats;
  let at = 0;
  return (
    <>
      {subjectOf(patternKey).map((piece) => {
        const text = <VisibleText key={at++} text={piece.text} />;
        return piece.isCode ? <Code key={at++}>{text}</Code> : text;
      })}{" "}
      met their outcome <strong>{`${formatNumber(Math.abs(effect ?? 0) * 100, 1)}\u00a0pp`}</strong> {(effect ?? 0) < 0 ? "less" : "more"}{" "}
      often than {othersOf(stats)} in which that was not so
      {interval && `, 95\u00a0% ${formatIntervalPoints(...interval)}\u00a0pp`}
      {qValue !== null && `, ${writeQ(qValue)}`}. Seen in {supportInWords(stats)}.
    </>
  );
}

function ObservationSentence({ stats }: { stats: CandidateStats }) {
  const { effect, interval, qValue, nWith, nWithout } = stats;
  return (
    <>
      Seen in <strong>{supportInWords(stats)}</strong>; effect not proven.
      {nWith + nWithout > 0 && (
        <>
          {" "}
          Among {othersOf(stats)} that can be compared, {writeCounts(stats)} met their outcome
          {effect !== null && `, ${formatPp(effect)}`}
          {interval && `, 95\u00a0% ${formatIntervalPoints(...interval)}\u00a0pp`}
          {qValue !== null && `, ${writeQ(qValue)}`}.
        </>
      )}
    </>
  );
}

function HeldBack({ stats: { claim, outOfSample } }: { stats: CandidateStats }) {
  if (outOfSample?.effect != null) {
    return (
      <p className="mt-1 max-w-[72ch] text-ink-2">
        Out of sample, on sessions that were held back: {formatPp(outOfSample.effect)}, {writeCounts(outOfSample)}.
      </p>
    );
  }
  if (claim === "observation") return null;
  return <p className="mt-1 text-ink-2">The sessions held back could not compare it.</p>;
}

type Row = { label: string; counts: SampleCounts; difference: IntervalValues | null };

function Groups({ stats }: { stats: CandidateStats }) {
  if (stats.groups.length === 0) return null;
  const rows = stats.groups.map(toRow);
  const total: Row = {
    label: "Inside all groups",
    counts: stats,
    difference: stats.effect !== null && stats.interval ? toInterval(stats.effect, stats.interval) : null,
  };
  // A handful of sessions says anything between -1 and 1: such a row is cut at the scale of the others.
  const domain = sharedDomain(
    [...rows.filter(({ counts }) => counts.nWith + counts.nWithout >= SETS_SCALE_FROM), total].map((row) => row.difference),
  );
  return (
    <div className="mt-3">
      <DataTable label="Groups of similar tasks" columns={columnsOf(domain)} rows={rows} rowKey={(row) => row.label} total={total} />
      <PlainDifference stats={stats} />
    </div>
  );
}

function columnsOf(domain: IntervalDomain): Column<Row>[] {
  return [
    { key: "group", header: "Group of similar tasks", isRowHeader: true, cell: (row) => <VisibleText text={row.label} /> },
    {
      key: "with",
      header: "With it",
      align: "end",
      cell: ({ counts }) => <Rate count={counts.successesWith} total={counts.nWith} withWords={false} />,
    },
    {
      key: "without",
      header: "Without",
      align: "end",
      cell: ({ counts }) => <Rate count={counts.successesWithout} total={counts.nWithout} withWords={false} />,
    },
    {
      key: "difference",
      header: "Difference, 95 %, pp",
      align: "end",
      cell: (row) => <Interval value={row.difference} domain={domain} missing="Can't be compared" />,
    },
  ];
}

/** The difference one would read without the groups: how much the choice of tasks had to do with it. */
function PlainDifference({ stats }: { stats: CandidateStats }) {
  const { nWith, successesWith, nWithout, successesWithout, effect } = stats;
  if (effect === null || nWith === 0 || nWithout === 0) return null;
  const plain = successesWith / nWith - successesWithout / nWithout;
  if (Math.abs(plain - effect) < WORTH_SAYING) return null;
  return (
    <p className="mt-2 text-xs text-ink-3">Without the groups the difference would read {formatPp(plain)}: tasks differ in difficulty.</p>
  );
}

function toRow(group: GroupRow): Row {
  const found = mantelHaenszelDifference([group]);
  return {
    label: group.label,
    counts: { ...group, effect: found?.effect ?? null },
    difference: found ? toInterval(found.effect, found.interval) : null,
  };
}

function toInterval(estimate: number, [low, high]: readonly [number, number]): IntervalValues {
  return { estimate, low, high };
}

function othersOf({ grouping }: CandidateStats): string {
  return grouping === "task" ? "sessions of the same task" : "sessions with a like request";
}

function writeCounts({ successesWith, nWith, successesWithout, nWithout }: SampleCounts): string {
  const write = (count: number, total: number) => `${formatNumber(count)} of ${formatNumber(total)}`;
  return `${write(successesWith, nWith)} with it, ${write(successesWithout, nWithout)} without`;
}

function writeQ(q: number): string {
  return q < 0.001 ? "q\u00a0<\u00a00.001" : `q\u00a0=\u00a0${formatNumber(q, 3)}`;
}

/** In one line, for a list: "+11.2 pp", or "seen in 18 sessions". */
export function foundInShort({ claim, effect, support }: CandidateStats): string {
  if (claim === "effect" && effect !== null) return `${formatPoints(effect)}\u00a0pp`;
  return `seen in ${formatNumber(support)}\u00a0${support === 1 ? "session" : "sessions"}`;
}
