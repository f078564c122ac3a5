"use client";

import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { formatNumber } from "@/components/ui/format";

export type FacetGroup = {
  label: string;
  values: readonly { value: string; label: string; count: number; href: string; isChosen: boolean }[];
};

/** How the matches fall apart: each value is the link that narrows to it, the chosen one the link that widens again. */
export function SessionFacets({ groups, sampleOf }: { groups: readonly FacetGroup[]; sampleOf: number | null }) {
  return (
    <fieldset className="min-w-0 border-0 p-0" aria-label="Facets">
      <legend className="sr-only">Facets</legend>
      <div className="grid gap-x-6 gap-y-4 max-xl:grid-cols-[repeat(auto-fill,minmax(150px,1fr))]">
        {groups
          .filter(({ values }) => values.length > 0)
          .map(({ label, values }) => (
            <section key={label} aria-label={label}>
              <h2 className="label mb-0.5">{label}</h2>
              <ul>
                {values.map((one) => (
                  <li key={one.value}>
                    <Link
                      href={one.href}
                      scroll={false}
                      aria-current={one.isChosen || undefined}
                      title={one.isChosen ? "Take this filter off" : undefined}
                      className={cx(
                        "-mx-1.5 flex items-baseline gap-2 rounded-sm px-1.5 leading-6 hover:bg-hover pointer-coarse:leading-9",
                        one.isChosen && "bg-selected font-medium",
                      )}
                    >
                      <span className="min-w-0 flex-1 wrap-anywhere">{one.label}</span>
                      <span className="text-xs text-ink-3">{formatNumber(one.count)}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
      </div>
      {sampleOf !== null && <p className="mt-2 text-xs text-ink-3">Counted over the latest {formatNumber(sampleOf)} matches.</p>}
    </fieldset>
  );
}
