import Link from "next/link";
import { type Stat, StatStrip } from "@/components/layout/stat-strip";
import { Duration, Usd } from "@/components/ui/figures";
import { formatNumber } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import type { DreamView } from "@/lib/dreaming/types";
import { costShareInWords, scopeInWords, triggerInWords } from "./dream-words";
import { tookMs } from "./dreams-table";

/** The facts of one dream, side by side. */
export function DreamStats({ dream, now, zone }: { dream: DreamView; now: Date; zone: string }) {
  return <StatStrip label="About this dream" items={factsOf(dream, now, zone)} />;
}

function factsOf(dream: DreamView, now: Date, zone: string): Stat[] {
  const share = costShareInWords(dream);
  return [
    { label: "Trigger", value: triggerInWords(dream) },
    { label: "Read", value: readInWords(dream, now, zone) },
    { label: "Started", value: <Time at={dream.startedAt} now={now} zone={zone} missing="Not started yet" /> },
    { label: "Took", value: <Duration value={dream.endedAt === null ? null : tookMs(dream, now)} missing="Not ended yet" /> },
    {
      label: "Cost",
      value: (
        <>
          <Usd value={dream.costUsd} />
          {share !== null && <span className="text-ink-3">{share}</span>}
        </>
      ),
    },
    {
      label: "Compared with",
      value:
        dream.baseRevision === null ? (
          <span className="text-ink-3">not yet</span>
        ) : (
          <RevisionLink dream={dream} number={dream.baseRevision} />
        ),
    },
    {
      label: "Published",
      value:
        dream.publishedRevision === null ? (
          <span className="text-ink-3">nothing</span>
        ) : (
          <RevisionLink dream={dream} number={dream.publishedRevision} />
        ),
    },
  ];
}

/** "1,842 new sessions", "96 sessions since 1 Nov". */
function readInWords(dream: DreamView, now: Date, zone: string): string {
  const scope = scopeInWords(dream.scope, now, zone);
  if (dream.stage === null) return scope;
  return `${formatNumber(dream.sessionsRead)} ${dream.sessionsRead === 1 ? scope.replace("sessions", "session") : scope}`;
}

function RevisionLink({ dream, number }: { dream: DreamView; number: number }) {
  if (number === 0) return <span>the empty store</span>;
  return (
    <Link href={`/stores/${dream.storeId}?rev=${number}`} className="link">
      revision {formatNumber(number)}
    </Link>
  );
}
