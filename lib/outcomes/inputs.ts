import { z } from "zod";
import { isId, type SessionId } from "@/lib/ids";

export const MARK_VERDICTS = ["met", "not_met", "withdrawn"] as const;

export const MarkOutcomesInput = z.object({
  session_ids: z
    .array(z.custom<SessionId>((value) => isId("session", value), "Not a session id."))
    .min(1, "Choose a session.")
    .max(10_000),
  verdict: z.enum(MARK_VERDICTS, "Say whether the outcome was met."),
  note: z.string().trim().max(2000).optional(),
});
export type MarkOutcomesInput = z.infer<typeof MarkOutcomesInput>;
