import { describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import type { OutlineEvent } from "@/lib/sessions/trace";
import { axisOf, layOut, pack, rowIndexOf, unpack } from "./prepare-outline";
import { drawTimeline, WIDE } from "./prepare-timeline";
import { ROW } from "./types";

const MINUTE = 60_000;
const START = Date.parse("2026-11-20T09:00:00Z");

function log(...kinds: readonly (readonly [type: string, extra?: Partial<OutlineEvent>])[]): OutlineEvent[] {
  return kinds.map(([type, extra], at) => ({
    id: newId("event"),
    seq: at + 1,
    type,
    at: new Date(START + at * 1000),
    tool: null,
    callId: null,
    thread: null,
    isError: false,
    words: null,
    ...extra,
  }));
}

function booking(): OutlineEvent[] {
  const events = log(
    ["user.message", { words: "Book it." }],
    ["agent.message"],
    ["agent.custom_tool_use", { tool: "book" }],
    ["user.custom_tool_result", { isError: true }],
    ["agent.custom_tool_use", { tool: "book" }],
    ["user.custom_tool_result"],
    ["agent.message"],
    ["user.message", { words: "No, that is wrong." }],
    ["agent.message"],
  );
  const [, , first, failed, second, done] = events;
  if (first && failed && second && done) {
    failed.callId = first.id;
    done.callId = second.id;
  }
  return events;
}

describe("the outline of a session", () => {
  const timeOf = ({ at }: OutlineEvent) => at;

  it("makes a row of a call and its result and begins a request with what was said since the last", () => {
    const { rows, outline } = layOut(booking(), timeOf, new Set([6]));
    expect(rows.map((row) => [row.seq, row.resultSeq, row.request])).toEqual([
      [1, 0, 1],
      [2, 0, 1],
      [3, 4, 1],
      [5, 6, 2],
      [7, 0, 3],
      [8, 0, 4],
      [9, 0, 4],
    ]);
    expect(outline.counts).toEqual({ errors: 1, corrections: 1, calls: 2, evidence: 1 });
    expect(rows.filter((row) => row.flags & ROW.error).map((row) => row.seq)).toEqual([3]);
    expect(rows.filter((row) => row.flags & ROW.evidence).map((row) => row.seq)).toEqual([5]);
    expect(rows.filter((row) => row.flags & ROW.correction).map((row) => row.seq)).toEqual([8]);
    expect(rowIndexOf(rows, 6)).toBe(3);
  });

  it("sums up each tool: calls, failures, median time", () => {
    const { tools } = layOut(booking(), timeOf, new Set());
    expect(tools).toEqual([{ name: "book", calls: 2, failures: 1, medianMs: 1000, firstFailureSeq: 4 }]);
    expect(layOut(booking(), () => null, new Set()).tools[0]?.medianMs).toBeNull();
  });

  it("comes out of its packing as it went in", () => {
    const { rows } = layOut(booking(), timeOf, new Set());
    expect(unpack(pack(rows)).map(({ seq, resultSeq, flags }) => ({ seq, resultSeq, flags }))).toEqual(
      rows.map(({ seq, resultSeq, flags }) => ({ seq, resultSeq, flags })),
    );
  });
});

describe("the axis", () => {
  it("cuts a long pause to a small width and keeps the order", () => {
    const times = [0, 1000, 2000, 2000 + 14 * MINUTE, 3000 + 14 * MINUTE].map((ms) => START + ms);
    const { places, gaps, span } = axisOf(times);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.ms).toBe(14 * MINUTE);
    expect((gaps[0]?.to ?? 1) - (gaps[0]?.from ?? 0)).toBeLessThan(0.05);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(places.at(-1)).toBeCloseTo(1);
    expect(span?.activeMs).toBe(3000);
  });

  it("follows the order where there are no times, and never runs backward", () => {
    expect(axisOf([null, null, null])).toEqual({ places: [0, 0.5, 1], gaps: [], span: null });
    expect(axisOf([START, START + 2000, START + 1000, null, START + 4000]).places).toEqual([0, 0.5, 0.5, 0.5, 1]);
    expect(axisOf([]).places).toEqual([]);
  });

  it("draws some hundred marks however many events there are", () => {
    const events = log(...Array.from({ length: 10_000 }, () => ["agent.custom_tool_use", { tool: "t" }] as const));
    const { rows, axis } = layOut(events, ({ at }) => at, new Set());
    const drawing = drawTimeline(rows, axis, WIDE, { zone: "UTC", now: new Date(START), lanes: 1 });
    expect(drawing.calls.length).toBeLessThan(1200);
    expect(drawing.spans.length).toBeLessThan(1200);
  });
});
