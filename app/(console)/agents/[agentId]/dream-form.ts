/** What the form "Dream now" sends, and the scope that it means. */
import { z } from "zod";
import { nextDay, startOfDay } from "@/lib/day-in-zone";
import { type AgentId, isId } from "@/lib/ids";

const Day = z.iso.date("Not a day.").optional();

export const DreamNowInput = z
  .object({
    agent_id: z.custom<AgentId>((value) => isId("agent", value), "Not an agent id."),
    scope: z.enum(["new", "last", "range"]),
    last: z.coerce
      .number("A whole number from 1 to 100,000.")
      .int()
      .min(1, "At least 1.")
      .max(100_000, "At most 100,000.")
      .optional()
      .catch(undefined),
    since: Day,
    until: Day,
  })
  .refine(({ scope, since, until }) => scope !== "range" || since || until, {
    message: "Choose a first day, a last day or both.",
    path: ["since"],
  })
  .refine(({ scope, since, until }) => scope !== "range" || !since || !until || since <= until, {
    message: "The last day lies before the first.",
    path: ["until"],
  })
  .refine(({ scope, last }) => scope !== "last" || last !== undefined, { message: "A whole number from 1 to 100,000.", path: ["last"] });
export type DreamNowInput = z.infer<typeof DreamNowInput>;

/** Whole days of that zone, the last one included. */
export function toScope(
  { scope, last, since, until }: DreamNowInput,
  zone: string,
): "new" | { last: number } | { since: string | null; until: string | null } {
  if (scope === "new") return "new";
  if (scope === "last") return { last: last ?? 1 };
  const dayAfter = until ? nextDay(until) : null;
  const instant = (day: string | null | undefined) =>
    (day ? (startOfDay(day, zone) ?? startOfDay(day, "UTC"))?.toISOString() : null) ?? null;
  return { since: instant(since), until: instant(dayAfter) };
}
