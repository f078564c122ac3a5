import { describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import type { OutlineEvent } from "@/lib/sessions/trace";
import { placeEvent, summaryOf } from "../trace/place-event";
import { layOut, unpack } from "../trace/prepare-outline";
import { ROW } from "../trace/types";
import { drawPlaces, packTimes, timesFrom } from "./places";

const START = Date.parse("2026-11-20T09:00:00Z");

/** Two turns with a tool call, model requests, a long pause and a message that waits for its turn. */
function log(): OutlineEvent[] {
  const kinds: [string, Partial<OutlineEvent>?][] = [
    ["user.message", { words: "Book it." }],
    ["session.status_running"],
    ["span.model_request_start"],
    ["agent.custom_tool_use", { tool: "book" }],
    ["span.model_request_end"],
    ["session.status_idle"],
    ["user.custom_tool_result", { isError: true }],
    ["session.status_running"],
    ["span.model_request_start"],
    ["agent.message"],
    ["span.model_request_end"],
    ["session.status_idle"],
    ["user.message", { words: "No, that is wrong." }],
    ["user.message", { words: "Wait.", at: null }],
  ];
  const events = kinds.map(([type, extra], at): OutlineEvent => {
    const time = new Date(START + at * 1_000 + (at > 11 ? 3_600_000 : 0));
    return {
      id: newId("event"),
      seq: at + 1,
      type,
      at: time,
      tool: null,
      callId: null,
      thread: null,
      isError: false,
      words: null,
      ...extra,
    };
  });
  for (const [end, start] of [
    [4, 2],
    [6, 3],
    [10, 8],
  ] as const) {
    const [closing, opening] = [events[end], events[start]];
    if (closing && opening) closing.callId = opening.id;
  }
  return events;
}

const timeOf = ({ at }: OutlineEvent) => at;

describe("a log that grows", () => {
  it.each([0, 1, 4, 6, 9, 13])("is laid out as if it had been read at once, wherever the page was made (%i)", (made) => {
    const events = log();
    const whole = layOut(events, timeOf, new Set());
    const begun = layOut(events.slice(0, made), timeOf, new Set());
    // What the page is sent goes through JSON.
    const state = JSON.parse(JSON.stringify(begun.state)) as typeof begun.state;
    const rows = unpack(begun.outline.rows);
    const times = [...timesFrom(JSON.parse(JSON.stringify(packTimes(begun.times))) as ReturnType<typeof packTimes>).rows];
    for (const event of events.slice(made)) {
      const at = event.at?.getTime() ?? null;
      const placed = placeEvent(state, event, false);
      if (placed.kind === "row") {
        rows.push({ ...placed.row, x: 1, end: 1 });
        times.push({ start: at, end: null });
        continue;
      }
      const index = rows.findIndex((row) => row.seq === placed.ofSeq);
      const row = rows[index];
      if (row) Object.assign(row, { resultSeq: event.seq, flags: row.flags | placed.flags });
      times[index] = { start: times[index]?.start ?? null, end: at };
    }
    const grown = drawPlaces(rows, { rows: times, axis: null });
    const plain = ({ flags, x, end, ...row }: (typeof rows)[number]) => ({
      ...row,
      flags: flags & ~ROW.group,
      x: x.toFixed(4),
      end: end.toFixed(4),
    });
    expect(grown.rows.map(plain)).toEqual(whole.rows.map(plain));
    expect(grown.times.axis?.gaps).toEqual(whole.axis.gaps);
    const { rows: _, ...summary } = whole.outline;
    expect(summaryOf(state)).toEqual(summary);
  });
});

describe("an outline", () => {
  it("makes one row of a model request's two ends", () => {
    const { rows } = layOut(log(), timeOf, new Set());
    expect(rows.map(({ seq, resultSeq }) => [seq, resultSeq])).toEqual([
      [1, 0],
      [2, 0],
      [3, 5],
      [4, 7],
      [6, 0],
      [8, 0],
      [9, 11],
      [10, 0],
      [12, 0],
      [13, 0],
      [14, 0],
    ]);
  });
});
