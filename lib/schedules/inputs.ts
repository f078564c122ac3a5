import { z } from "zod";
import { AppError } from "@/lib/errors";
import { parseCron } from "@/lib/schedules/cron-expression";
import { nextFirings } from "@/lib/schedules/next-firings";
import { assertTimezone } from "@/lib/schedules/zone-clock";

/** Whatever moment it is asked at: a schedule that has no firing after this one has none at all. */
const ANY_MOMENT = new Date("2026-01-01T00:00:00Z");

const refusal = (check: (text: string) => void) => (text: string, ctx: z.core.$RefinementCtx<string>) => {
  try {
    check(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const said = Object.values(error.details.fields ?? {})[0] ?? error.message;
    // What looks at both fields together needs each to be well-formed.
    ctx.addIssue({ code: "custom", message: said, input: text, continue: false });
  }
};

export const CronExpressionInput = z.string().max(500).superRefine(refusal(parseCron));
export const TimezoneInput = z.string().max(100).superRefine(refusal(assertTimezone));

/** A schedule that fires at some time. */
export const CronScheduleInput = z
  .strictObject({ type: z.literal("cron"), expression: CronExpressionInput, timezone: TimezoneInput })
  .refine(({ expression, timezone }) => nextFirings(expression, timezone, ANY_MOMENT, 1).length > 0, {
    path: ["expression"],
    error: "This never runs: no month that it names has such a day.",
  });
