import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeCron } from "@/lib/schedules/describe-cron";
import { scheduleWarnings } from "@/lib/schedules/schedule-warnings";

describe("a schedule in words", () => {
  it.each([
    ["0 2 * * *", "Every day at 02:00"],
    ["30 2,14 * * *", "Every day at 02:30 and 14:30"],
    ["0 9 * * 1-5", "On weekdays at 09:00"],
    ["0 9 * * 6,7", "On weekends at 09:00"],
    ["15 6 * * 1,3", "On Mondays and Wednesdays at 06:15"],
    ["* * * * *", "Every minute"],
    ["*/15 * * * *", "Every 15 minutes"],
    ["*/15 8-17 * * 1-5", "Every 15 minutes from 08:00 to 17:59 on weekdays"],
    ["0 * * * *", "Every hour"],
    ["5 * * * *", "5 minutes past every hour"],
    ["0 */6 * * *", "Every day at 00:00, 06:00, 12:00 and 18:00"],
    ["0 */2 * * *", "Every 2 hours"],
    ["7 */2 * * *", "Every 2 hours, 7 minutes past the hour"],
    ["0 0 1 * *", "On the 1st of the month at 00:00"],
    ["0 0 1,15,22,23 * *", "On the 1st, 15th, 22nd and 23rd of the month at 00:00"],
    ["0 0 13 * 5", "On the 13th of the month or on Fridays at 00:00"],
    ["0 0 1 1,7 *", "On the 1st of the month at 00:00 in January and July"],
    ["3,9 1-9/2 * * *", "3 and 9 minutes past the hour in the hours of 01:00, 03:00, 05:00, 07:00 and 09:00"],
    ["0 0 * * 0-7", "Every day at 00:00"],
  ])("%s", (expression, words) => {
    expect(describeCron(expression, "Europe/Berlin")).toBe(`${words}, Europe/Berlin`);
  });

  it("finds words for any expression", () => {
    const value = (min: number, max: number) =>
      fc.oneof(
        fc.constant("*"),
        fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 6 }).map((all) => all.join(",")),
      );
    fc.assert(
      fc.property(value(0, 59), value(0, 23), value(1, 31), value(1, 12), value(0, 7), (...fields) => {
        const words = describeCron(fields.join(" "), "UTC");
        expect(words).toMatch(/^[A-Z0-9].*, UTC$/);
        expect(words).not.toMatch(/undefined|NaN| {2}/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("warnings of a schedule", () => {
  const of = (expression: string, zone: string, from = "2027-01-01T00:00:00Z") => scheduleWarnings(expression, zone, new Date(from));

  it("name the run that a clock change skips, and the one that it repeats", () => {
    expect(of("30 2 * * *", "America/New_York", "2027-03-12T12:00:00Z")).toEqual([
      "On 14 March 2027 the clocks in America/New_York go forward: 02:30 does not exist, so it does not run then.",
      "On 12 March 2028 the clocks in America/New_York go forward: 02:30 does not exist, so it does not run then.",
    ]);
    expect(of("0,30 2 * * *", "Europe/Berlin")).toEqual([
      "On 28 March 2027 the clocks in Europe/Berlin go forward: 02:00 (and 1 more) does not exist, so it does not run then.",
      "On 31 October 2027 the clocks in Europe/Berlin go back: 02:00 (and 1 more) comes twice, so it runs twice.",
    ]);
  });

  it("are none for a quiet time, a zone without changes, days that are not the change's, and a schedule of every hour", () => {
    expect(of("0 4 * * *", "Europe/Berlin")).toEqual([]);
    expect(of("30 2 * * *", "Asia/Kathmandu")).toEqual([]);
    expect(of("30 2 * * 1", "Europe/Berlin")).toEqual([]);
    expect(of("*/10 * * * *", "Europe/Berlin")).toEqual([]);
  });

  it("say that either day is enough, that a month lacks the day, and that it never runs", () => {
    expect(of("0 12 13 * 5", "UTC")[0]).toMatch(/either/);
    expect(of("0 12 31 * *", "UTC")).toEqual(["In months without a 31st it does not run."]);
    expect(of("0 12 30 2 *", "UTC")).toEqual(["This never runs: no month that it names has such a day."]);
  });
});
