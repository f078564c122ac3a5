import type { ReactNode } from "react";
import { Interval } from "@/components/ui/interval";
import { type IntervalValues, sharedDomain } from "@/components/ui/interval-scale";

export type ForestRow = { key: string; label: ReactNode; note?: ReactNode; value: IntervalValues | null; missing?: string };

/** Differences with their intervals on one shared scale: a table that is its own drawing. */
export function Forest({ label, head, rows }: { label: string; head: string; rows: readonly ForestRow[] }) {
  const domain = sharedDomain(rows.map((row) => row.value));
  return (
    <table aria-label={label} data-head="static" className="data-table">
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col" data-align="end">
            Difference, 95 %, pp
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              {row.label}
              {row.note && <span className="block text-xs text-ink-3">{row.note}</span>}
            </th>
            <td data-align="end">
              <Interval value={row.value} domain={domain} width={120} missing={row.missing} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
