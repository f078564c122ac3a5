/** The rows of an outline that a filter and a thread leave. Pure. */
import { type Outline, type OutlineRow, ROW, type TraceFilter } from "./types";

const FLAGS: Record<Exclude<TraceFilter, "all">, number> = {
  messages: ROW.message,
  calls: ROW.call,
  errors: ROW.error,
  corrections: ROW.correction,
  evidence: ROW.evidence,
};

export function selectRows(
  all: readonly OutlineRow[],
  { threads }: Omit<Outline, "rows">,
  filter: TraceFilter,
  thread: string | null,
): readonly OutlineRow[] {
  const lane = thread === null ? -1 : threads.indexOf(thread);
  if (filter === "all" && lane === -1) return all;
  return all.filter((row) => (filter === "all" || (row.flags & FLAGS[filter]) !== 0) && (lane === -1 || row.thread === lane));
}
