/** `/v1/schedules` */

import { createRoute, z } from "@hono/zod-openapi";
import { documentable } from "@/lib/api/describe-fields";
import { failures, instant, json, jsonBody, toInstant } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { assertCan } from "@/lib/auth/policy";
import { InstantInput } from "@/lib/instant-input";
import { describeCron } from "@/lib/schedules/describe-cron";
import { CronExpressionInput, TimezoneInput } from "@/lib/schedules/inputs";
import { nextFirings } from "@/lib/schedules/next-firings";
import { scheduleWarnings } from "@/lib/schedules/schedule-warnings";

const DEFAULT_COUNT = 5;

const Preview = z
  .strictObject({
    expression: documentable(CronExpressionInput).openapi({ description: "Five POSIX cron fields.", example: "0 2 * * *" }),
    timezone: documentable(TimezoneInput).openapi({ description: "An IANA zone, whose wall clock is matched.", example: "Europe/Berlin" }),
    count: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .openapi({ description: `How many runs to answer; ${DEFAULT_COUNT} when left out.` }),
    from: InstantInput.optional().openapi({ description: "Runs after this moment; after now when left out." }),
  })
  .openapi("SchedulePreviewCreate");

const WirePreview = z
  .object({
    words: z.string().openapi({ example: "Every day at 02:00, Europe/Berlin" }),
    next: z.array(instant("When it runs.")).openapi({ description: "In order; empty where it never runs." }),
    warnings: z
      .array(z.string())
      .openapi({ description: "What one might not expect: skipped and repeated runs at clock changes, either-day rules." }),
  })
  .openapi("SchedulePreview");

const preview = createRoute({
  method: "post",
  path: "/v1/schedules/preview",
  operationId: "previewSchedule",
  summary: "Preview a schedule",
  description:
    "From the scheduler's own matcher: a local time that a clock change skips does not run, one that comes twice runs twice. Needs scope `read`.",
  tags: ["Schedules"],
  request: { body: jsonBody(Preview) },
  responses: { 200: json(WirePreview, "The schedule in words, its next runs, and warnings."), ...failures },
});

export function schedulesRouter() {
  return createRouter().openapi(preview, (c) => {
    const { ctx } = c.var;
    assertCan(ctx.actor, "read");
    const { expression, timezone, count = DEFAULT_COUNT, from } = c.req.valid("json");
    const after = from === undefined ? ctx.clock.now() : new Date(from);
    return c.json(
      {
        words: describeCron(expression, timezone),
        next: nextFirings(expression, timezone, after, count).map(toInstant),
        warnings: scheduleWarnings(expression, timezone, after),
      },
      200,
    );
  });
}
