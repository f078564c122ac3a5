"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Sends the browser's time zone along; without JavaScript the workspace is in UTC. */
export function TimeZoneField() {
  const zone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  return <input type="hidden" name="time_zone" value={zone} />;
}
