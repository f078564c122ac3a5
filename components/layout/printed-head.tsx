"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { formatAbsolute } from "@/components/ui/format-time";
import { parseTimeRange } from "@/lib/time-range";
import { RANGE_PAGES } from "./nav";

/** Only on paper: which filters and which time the page was printed with, and when. */
export function PrintedHead({ now: nowText, zone }: { now: string; zone: string }) {
  const pathname = usePathname();
  const params = useSearchParams();
  const now = new Date(nowText);
  const parts = [...params]
    .filter(([name, value]) => value !== "" && name !== "range" && name !== "page" && name !== "cursor")
    .map(([name, value]) => `${name} ${value}`);
  if (RANGE_PAGES.includes(pathname)) parts.unshift(parseTimeRange(params.get("range"), now, zone).words);
  return (
    <p className="hidden px-6 pb-2 text-xs text-ink-3 print:block">
      {[`Reverie ${pathname}`, ...parts, `printed ${formatAbsolute(now, zone)}`].join(" · ")}
    </p>
  );
}
