import Link from "next/link";
import { type Stat, StatStrip } from "@/components/layout/stat-strip";
import { CopyButton } from "@/components/ui/copy-button";
import { formatCount, formatNumber, shortenId } from "@/components/ui/format";
import { Interval } from "@/components/ui/interval";
import { Time } from "@/components/ui/time";
import { TrustMark } from "@/components/ui/trust-mark";
import type { CandidateStats } from "@/lib/dreaming/types";
import type { LearningView } from "@/lib/learnings/types";
import type { ExposureCounts } from "@/lib/retrieval/types";
import { ORIGIN_WORDS } from "./learnings-table";

export type LearningStatsProps = {
  learning: LearningView;
  stats: CandidateStats | null;
  use: ExposureCounts | null;
  now: Date;
  zone: string;
};

/** The facts of one learning, side by side. */
export function LearningStats({ learning, stats, use, now, zone }: LearningStatsProps) {
  const { evidenceCount: evidence } = learning;
  const items: Stat[] = [
    {
      label: "Support",
      value:
        learning.supportSessions === null ? (
          <span className="text-ink-3">not from a dream</span>
        ) : (
          formatCount(learning.supportSessions, "session")
        ),
    },
    {
      label: "Effect found by the dream, 95 %",
      value:
        stats?.claim === "effect" && stats.effect !== null && stats.interval ? (
          <Interval value={{ estimate: stats.effect, low: stats.interval[0], high: stats.interval[1] }} withUnit />
        ) : (
          <span className="text-ink-3">{stats ? "not proven" : "not measured"}</span>
        ),
      isWide: true,
    },
    {
      label: "Sessions, given / withheld",
      value: use ? (
        <span title="How often it was served. What it changed is not measured yet.">
          {formatNumber(use.given)} / {formatNumber(use.withheld)}
        </span>
      ) : (
        <span className="text-ink-3">none yet</span>
      ),
    },
    ...(use?.lastAt ? [{ label: "Last used", value: <Time at={use.lastAt} now={now} zone={zone} /> }] : []),
    { label: "Evidence", value: `${formatNumber(evidence.supports)} for, ${formatNumber(evidence.contradicts)} against` },
    { label: "Lowest trust", value: <TrustMark trust={learning.trust} /> },
    { label: "Origin", value: <Origin learning={learning} /> },
    {
      label: "Seen to work with",
      value:
        learning.modelsValidated.length === 0 ? <span className="text-ink-3">no model named</span> : learning.modelsValidated.join(", "),
    },
    {
      label: "Store",
      value: (
        <Link href={`/stores/${learning.storeId}`} className="link">
          History of the store
        </Link>
      ),
    },
    { label: "Updated", value: <Time at={learning.updatedAt} now={now} zone={zone} /> },
    {
      label: "Id",
      value: (
        <>
          <span className="font-mono text-xs text-ink-3" title={learning.id}>
            {shortenId(learning.id)}
          </span>
          <CopyButton text={learning.id} label="Copy learning id" size="sm" />
        </>
      ),
    },
  ];
  return <StatStrip label="About this learning" items={items} />;
}

function Origin({ learning: { origin, dreamId, changeId } }: { learning: LearningView }) {
  if (dreamId === null) return ORIGIN_WORDS[origin];
  return (
    <Link href={changeId === null ? `/dreams/${dreamId}` : `/dreams/${dreamId}/changes/${changeId}`} className="link">
      {ORIGIN_WORDS[origin]}
    </Link>
  );
}
