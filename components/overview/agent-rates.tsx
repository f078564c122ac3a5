import Link from "next/link";
import { Rate } from "@/components/ui/figures";
import { formatPp } from "@/components/ui/format";
import { Interval } from "@/components/ui/interval";
import { type IntervalValues, sharedDomain } from "@/components/ui/interval-scale";
import type { Share } from "@/lib/outcomes/wilson";

export type AgentRateRow = { id: string; name: string; share: Share; change: IntervalValues | null };

/** Each agent's rate, and how it changed, on one scale. */
export function AgentRates({ rows }: { rows: readonly AgentRateRow[] }) {
  const domain = sharedDomain(rows.map((row) => row.change));
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.id} data-row="" className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-1.5 last:border-b-0">
          <Link href={`/agents/${row.id}`} className="link min-w-0 flex-1 basis-20 wrap-anywhere">
            {row.name}
          </Link>
          <span className="whitespace-nowrap">
            <Rate count={row.share.successes} total={row.share.n} of="sessions with a verdict" withWords={false} />
          </span>
          {row.change !== null && (
            <span className="flex w-22 items-baseline justify-end gap-1.5 whitespace-nowrap">
              <Interval value={row.change} domain={domain} width={28} withFigures={false} />
              <span>{formatPp(row.change.estimate)}</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
