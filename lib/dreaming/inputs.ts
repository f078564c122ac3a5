import { z } from "zod";
import { type AgentId, isId } from "@/lib/ids";
import { InstantInput } from "@/lib/instant-input";
import { REJECT_REASONS } from "@/lib/learnings/types";

/** Reads an agent's new sessions, those of a window (since inclusive, until exclusive; at least one of both), chosen ones, or the latest so many. */
export const StartDreamInput = z.object({
  agent_id: z.custom<AgentId>((value) => isId("agent", value), "Not an agent id."),
  sessions: z
    .union([
      z.literal("new"),
      z
        .strictObject({ since: InstantInput.nullable().optional(), until: InstantInput.nullable().optional() })
        .refine((window) => window.since || window.until, "Give since, until or both."),
      z.strictObject({
        session_ids: z
          .array(z.string().refine((value) => isId("session", value), "Not a session id."))
          .min(1)
          .max(1000),
      }),
      z.strictObject({ last: z.number().int().min(1).max(100_000) }),
    ])
    .default("new"),
  instructions: z.string().min(1).max(4096).nullable().optional(),
  model: z.string().min(1).max(256).nullable().optional(),
});
export type StartDreamInput = z.infer<typeof StartDreamInput>;

export const DecideChangeInput = z
  .strictObject({
    decision: z.enum(["approve", "edit", "reject", "more_evidence", "undo"]),
    content: z.string().optional(),
    reason: z.string().trim().max(2000).optional(),
    reason_code: z.enum(REJECT_REASONS).optional(),
    more_sessions: z.number().int().min(1).max(1_000_000).optional(),
    expected_version: z.number().int().min(0).optional(),
    overrule: z.boolean().optional(),
  })
  .refine((input) => input.decision !== "edit" || input.content !== undefined, { message: "Give the edited content.", path: ["content"] })
  .refine((input) => input.decision !== "reject" || input.reason_code !== undefined, {
    message: `Say why: ${REJECT_REASONS.join(", ")}.`,
    path: ["reason_code"],
  })
  .refine((input) => input.decision !== "more_evidence" || input.more_sessions !== undefined, {
    message: "Say how many sessions more it takes.",
    path: ["more_sessions"],
  })
  // Whoever overrules somebody says which decision they saw.
  .refine((input) => !input.overrule || input.expected_version !== undefined, {
    message: "Say which version of the decision you saw.",
    path: ["expected_version"],
  });
export type DecideChangeInput = z.infer<typeof DecideChangeInput>;

export const PublishInput = z.strictObject({ message: z.string().trim().max(1000).optional() });

/** Why a whole change set is turned down. */
export const DiscardInput = z.strictObject({
  reason_code: z.enum(REJECT_REASONS, { error: `Say why: ${REJECT_REASONS.join(", ")}.` }),
  reason: z.string().trim().max(2000).optional(),
});
export type DiscardInput = z.infer<typeof DiscardInput>;
