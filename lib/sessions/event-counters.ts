/** What lists say about a session's log. Pure. */

type Counted = { type: string; payload: Record<string, unknown> };

/** User turns, tool calls, and results that tell of an error, among those events. */
export function sessionCounters(events: readonly Counted[]): { events: number; turns: number; calls: number; errors: number } {
  let turns = 0;
  let calls = 0;
  let errors = 0;
  for (const { type, payload } of events) {
    if (type === "user.message") turns += 1;
    if (type.endsWith("tool_use")) calls += 1;
    if (payload.is_error === true && type.endsWith("tool_result")) errors += 1;
  }
  return { events: events.length, turns, calls, errors };
}
