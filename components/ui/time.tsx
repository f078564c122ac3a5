"use client";

import { formatAbsolute, formatAge, formatClock, formatDate, formatDateTime, formatRelative } from "./format-time";
import { NotKnown } from "./not-known";
import { useTimeStyle } from "./time-style-provider";
import type { TimeStyle } from "./time-styles";

export type TimeProps = {
  at: Date | string | null;
  /** The request's clock: the page is the same on server and in browser. */
  now: Date;
  /** The workspace's time zone; a reader who wants their own or UTC gets that instead. */
  zone?: string;
  /** "3 min ago" · "3 d" · "22 Nov" · "22 Nov, 02:10" · "14:02:07". The absolute time with its zone is always the title. */
  show?: "relative" | "age" | "date" | "datetime" | "clock";
  /** Why there is none. */
  missing?: string;
};

export function Time({ at, now, zone = "UTC", show = "relative", missing = "Not recorded" }: TimeProps) {
  const reader = useTimeStyle();
  if (at === null) return <NotKnown reason={missing} />;
  const instant = new Date(at);
  const shownZone = zoneFor(reader, zone);
  return (
    <time dateTime={instant.toISOString()} title={formatAbsolute(instant, shownZone)} className="whitespace-nowrap">
      {words(instant, now, shownZone, styled(show, reader.style))}
    </time>
  );
}

function zoneFor(reader: { style: TimeStyle; zone: string | null }, zone: string): string {
  switch (reader.style) {
    case "relative":
      return zone;
    case "local":
      return reader.zone ?? zone;
    case "utc":
      return "UTC";
  }
}

/** Who wants times instead of distances gets them wherever a distance would stand. */
function styled(show: NonNullable<TimeProps["show"]>, style: TimeStyle): NonNullable<TimeProps["show"]> {
  return style !== "relative" && (show === "relative" || show === "age") ? "datetime" : show;
}

function words(at: Date, now: Date, zone: string, show: NonNullable<TimeProps["show"]>): string {
  switch (show) {
    case "relative":
      return formatRelative(at, now, zone);
    case "age":
      return formatAge(at, now, zone);
    case "date":
      return formatDate(at, zone, now);
    case "datetime":
      return formatDateTime(at, zone, now);
    case "clock":
      return formatClock(at, zone);
  }
}
