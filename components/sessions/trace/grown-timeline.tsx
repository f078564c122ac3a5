"use client";

import { useMemo } from "react";
import type { Log } from "../live/live-log";
import { axisOf } from "./prepare-outline";
import { drawTimeline, MOST_LANES, type WIDE } from "./prepare-timeline";
import { TimelineChart } from "./timeline-chart";

const LONGEST_NAME = 15;

/** The timeline of a session that has grown since the server drew it. */
export function GrownTimeline({ log, agentName, size, zone }: { log: Log; agentName: string; size: typeof WIDE; zone: string }) {
  const { rows, summary, times } = log;
  const lanes = Math.min(MOST_LANES, Math.max(1, summary.threads.length));
  const axis = times.axis ?? EMPTY;
  const drawing = useMemo(() => drawTimeline(rows, axis, size, { zone, now: new Date(), lanes }), [rows, axis, size, zone, lanes]);
  const short = agentName.length <= LONGEST_NAME ? agentName : `${agentName.slice(0, LONGEST_NAME - 1).trimEnd()}…`;
  const names = Array.from({ length: lanes }, (_, lane) => (lane === 0 ? short : `Thread ${lane}`));
  return <TimelineChart drawing={drawing} outline={{ rows: [], ...summary }} axis={axis} names={names} />;
}

const EMPTY = axisOf([]);
