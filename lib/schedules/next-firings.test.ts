import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCron } from "@/lib/schedules/cron-expression";
import { nextFirings } from "@/lib/schedules/next-firings";

const isoOf = (expression: string, zone: string, from: string, count = 3) =>
  nextFirings(expression, zone, new Date(from), count).map((at) => at.toISOString().replace(":00.000Z", "Z"));

describe("next firings", () => {
  it("are those after the moment asked about, not at it", () => {
    expect(isoOf("*/15 * * * *", "UTC", "2026-01-01T00:15:00Z")).toEqual(["2026-01-01T00:30Z", "2026-01-01T00:45Z", "2026-01-01T01:00Z"]);
    expect(isoOf("0 0 * * *", "UTC", "2025-12-31T23:59:59.999Z", 1)).toEqual(["2026-01-01T00:00Z"]);
  });

  it("skip a local time that does not exist", () => {
    // 14 March 2027: New York's clocks go from 02:00 to 03:00.
    expect(isoOf("30 2 * * *", "America/New_York", "2027-03-12T12:00:00Z")).toEqual([
      "2027-03-13T07:30Z",
      "2027-03-15T06:30Z",
      "2027-03-16T06:30Z",
    ]);
  });

  it("fire twice at a local time that comes twice", () => {
    // 25 October 2026: Berlin's clocks go from 03:00 back to 02:00.
    expect(isoOf("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z")).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-25T01:30Z",
      "2026-10-26T01:30Z",
    ]);
    // Lord Howe moves by half an hour: 01:30 to 01:59 come twice, 02:00 once.
    expect(isoOf("30,45 1 * * *", "Australia/Lord_Howe", "2027-04-03T12:00:00Z", 4)).toEqual([
      "2027-04-03T14:30Z",
      "2027-04-03T14:45Z",
      "2027-04-03T15:00Z",
      "2027-04-03T15:15Z",
    ]);
  });

  it("follow a midnight that a clock change skipped, and a zone off by a quarter of an hour", () => {
    // 4 November 2018: São Paulo's midnight did not exist.
    expect(isoOf("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2)).toEqual(["2018-11-05T02:00Z", "2018-11-06T02:00Z"]);
    expect(isoOf("0 9 * * *", "Asia/Kathmandu", "2026-01-01T00:00:00Z", 1)).toEqual(["2026-01-01T03:15Z"]);
    // 30 December 2011 did not happen in Samoa.
    expect(isoOf("0 12 * * *", "Pacific/Apia", "2011-12-29T12:00:00Z", 2)).toEqual(["2011-12-29T22:00Z", "2011-12-30T22:00Z"]);
  });

  it("match either day field where both are set, and Sunday as 0 and 7", () => {
    expect(isoOf("0 0 13 * 5", "UTC", "2026-02-01T00:00:00Z", 4)).toEqual([
      "2026-02-06T00:00Z",
      "2026-02-13T00:00Z",
      "2026-02-20T00:00Z",
      "2026-02-27T00:00Z",
    ]);
    expect(isoOf("0 0 14 * 5", "UTC", "2026-02-12T00:00:00Z", 2)).toEqual(["2026-02-13T00:00Z", "2026-02-14T00:00Z"]);
    expect(isoOf("0 0 * * 7", "UTC", "2026-02-01T00:00:00Z", 2)).toEqual(isoOf("0 0 * * 0", "UTC", "2026-02-01T00:00:00Z", 2));
    expect(parseCron("0 0 * * 5-7").dayOfWeek).toEqual([0, 5, 6]);
  });

  it("find a leap day over the year 2100, and end where there is no such day", () => {
    expect(isoOf("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", 2)).toEqual(["2104-02-29T00:00Z", "2108-02-29T00:00Z"]);
    expect(isoOf("0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z")).toEqual([]);
    expect(isoOf("0 0 31 4,6,9,11 *", "Europe/Berlin", "2026-01-01T00:00:00Z")).toEqual([]);
    expect(isoOf("0 0 * * *", "UTC", "9999-12-31T12:00:00Z")).toEqual([]);
  });
});

describe("an expression", () => {
  it.each([
    ["* * * *", "Five fields"],
    ["* * * * * *", "this has 6"],
    ["", "this has 0"],
    ["@daily", "Shortcuts"],
    ["60 * * * *", "outside 0 to 59"],
    ["* 24 * * *", "outside 0 to 23"],
    ["* * 0 * *", "outside 1 to 31"],
    ["* * * 13 *", "outside 1 to 12"],
    ["* * * * 8", "outside 0 to 7"],
    ["*/0 * * * *", "must be 1 or more"],
    ["5/10 * * * *", "write 5-59/10"],
    ["10-5 * * * *", "runs backwards"],
    ["1,,2 * * * *", "not understood"],
    ["* * L * *", "not understood"],
    ["* * 15W * *", "not understood"],
    ["* * ? * *", "not understood"],
    ["* * * * 5#3", "not understood"],
    ["* * * JAN *", "not understood"],
    ["* * * * MON", "not understood"],
    ["-1 * * * *", "not understood"],
    ["1.5 * * * *", "not understood"],
  ])("%s is refused", (expression, words) => {
    expect(() => parseCron(expression)).toThrow(words);
  });

  it("takes lists, ranges, steps and any white space between", () => {
    expect(parseCron("  0,30-40/5,59\t8-18/2  */10 1,12 1-5 ")).toMatchObject({
      minute: [0, 30, 35, 40, 59],
      hour: [8, 10, 12, 14, 16, 18],
      dayOfMonth: [1, 11, 21, 31],
      month: [1, 12],
      dayOfWeek: [1, 2, 3, 4, 5],
    });
  });

  it.each(["Mars/Olympus", "+02:00", "", "Europe/Berlin; drop", "Europe Berlin"])("with the zone %j is refused", (zone) => {
    expect(() => nextFirings("* * * * *", zone, new Date(), 1)).toThrow("no time zone");
  });
});

/** The slow and plain way: look at the clock at every minute. Reads the expression by itself, too. */
function byTheMinute(expression: string, zone: string, fromMs: number, toMs: number): number[] {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    minute: "numeric",
    hour: "numeric",
    day: "numeric",
    month: "numeric",
    weekday: "short",
  });
  const fields = expression.split(" ");
  const holds = (text: string, value: number, least = 0): boolean =>
    text.split(",").some((item) => {
      const [range = "", step = "1"] = item.split("/");
      const [low = "", high = low] = range === "*" ? ["0", "99"] : range.split("-");
      const base = range === "*" ? least : Number(low);
      return value >= Number(low) && value <= Number(high) && (value - base) % Number(step) === 0;
    });
  const found: number[] = [];
  for (let at = Math.floor(fromMs / 60_000) * 60_000 + 60_000; at <= toMs; at += 60_000) {
    const shown = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(String(shown.weekday));
    const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = ""] = fields;
    if (!holds(minute, Number(shown.minute)) || !holds(hour, Number(shown.hour)) || !holds(month, Number(shown.month), 1)) continue;
    const isDayOfMonth = holds(dayOfMonth, Number(shown.day), 1);
    const isDayOfWeek = holds(dayOfWeek, weekday) || (weekday === 0 && holds(dayOfWeek, 7));
    const isDay = dayOfMonth === "*" ? isDayOfWeek : dayOfWeek === "*" ? isDayOfMonth : isDayOfMonth || isDayOfWeek;
    if (isDay) found.push(at);
  }
  return found;
}

/** Moments around which a zone's clock changed, or would have. */
const CHANGES: [zone: string, around: string][] = [
  ["Europe/Berlin", "2026-03-29T01:00:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00:00Z"],
  ["America/New_York", "2027-03-14T07:00:00Z"],
  ["America/New_York", "2026-11-01T06:00:00Z"],
  ["Australia/Lord_Howe", "2027-04-03T15:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ["Asia/Kathmandu", "1985-12-31T18:30:00Z"],
  ["Asia/Kathmandu", "2026-06-01T00:00:00Z"],
  ["America/Sao_Paulo", "2018-11-04T03:00:00Z"],
  ["America/Sao_Paulo", "2019-02-17T02:00:00Z"],
  ["Pacific/Apia", "2011-12-30T10:00:00Z"],
  // Put back from 00:01 to 23:01 of the day before: two days interleave.
  ["America/St_Johns", "2010-11-07T02:31:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00:00Z"],
  ["UTC", "2026-06-01T00:00:00Z"],
];

const field = (min: number, max: number) => {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: Math.max(2, Math.ceil(max / 2)) });
  const item = fc.oneof(
    value.map(String),
    range,
    fc.tuple(range, step).map(([text, by]) => `${text}/${by}`),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 1, arbitrary: step.map((by) => `*/${by}`) },
    { weight: 3, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(",")) },
  );
};
const anyExpression = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7)).map((fields) => fields.join(" "));
/** Often matching, so that what happens in the hours of a change is seen. */
const frequent = fc.tuple(field(0, 59), field(0, 3), fc.constant("*"), fc.constant("*"), field(0, 7)).map((fields) => fields.join(" "));

describe("against a clock that is looked at every minute", () => {
  it.each(CHANGES)("agrees in %s around %s", (zone, around) => {
    const middle = Date.parse(around);
    fc.assert(
      fc.property(fc.oneof(anyExpression, frequent), fc.integer({ min: 0, max: 3_000 }), (expression, before) => {
        const [from, to] = [middle - before * 60_000, middle + 36 * 3_600_000];
        const expected = byTheMinute(expression, zone, from, to);
        const firings = nextFirings(expression, zone, new Date(from), expected.length + 1).map((at) => at.getTime());
        expect(firings.slice(0, expected.length)).toEqual(expected);
        expect(firings[expected.length] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(to);
      }),
      { numRuns: 25 },
    );
  });
});
