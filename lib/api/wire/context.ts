/** What an agent has learned for a task, on the wire. */
import { z } from "@hono/zod-openapi";
import { idOf } from "@/lib/api/responses";
import { LEARNING_KINDS } from "@/lib/learnings/types";
import { reasonInWords } from "@/lib/retrieval/reason-words";
import { type ContextAnswer, LEFT_OUT_REASONS } from "@/lib/retrieval/types";

export const WireContext = z
  .object({
    context: z.string().openapi({
      description: "What to show the model, quoted: put it in the user's turn, never in the system prompt. Empty when nothing applies.",
    }),
    tokens: z.number().int().openapi({ description: "About how many tokens `context` takes; leans to too many." }),
    learnings: z
      .array(
        z.object({
          id: idOf("memory", "The learning."),
          memory_version_id: idOf("memoryVersion", "The version whose text is given."),
          kind: z.enum(LEARNING_KINDS),
          path: z.string(),
          title: z.string(),
          score: z.number().openapi({ description: "What it was ordered by; pinned ones come first whatever their score." }),
          needs_revalidation: z
            .boolean()
            .openapi({ description: "Seen to work with other models than the agent's. It is given all the same." }),
          why: z.array(z.string()).optional().openapi({ description: "With `explain`: the parts of the score in words." }),
        }),
      )
      .openapi({ description: "In the order of `context`." }),
    withheld: z
      .array(z.object({ id: idOf("memory", "The learning."), reason: z.literal("holdout") }))
      .openapi({ description: "Would have been given; drawn to be kept from this session, so that its effect can be measured." }),
    exposure_id: z.string().nullable().openapi({ description: "The record of what this session was given; null without `session_id`." }),
    left_out: z
      .array(
        z.object({
          id: idOf("memory", "The learning."),
          kind: z.enum(LEARNING_KINDS),
          path: z.string(),
          title: z.string(),
          reason: z.enum(LEFT_OUT_REASONS),
          why: z.string().openapi({ description: "The reason in words." }),
        }),
      )
      .optional()
      .openapi({ description: "With `explain`: what else the agent has learned, and why it is not given." }),
  })
  .openapi("Context", { description: "Learnings for one session." });

export function toWireContext(answer: ContextAnswer): z.infer<typeof WireContext> {
  const isExplained = answer.leftOut !== null;
  return {
    context: answer.text,
    tokens: answer.tokens,
    learnings: answer.learnings.map(({ id, versionId, kind, path, title, score, why, needsRevalidation }) => ({
      id,
      memory_version_id: versionId,
      kind,
      path,
      title,
      score,
      needs_revalidation: needsRevalidation,
      ...(isExplained ? { why: why.map(reasonInWords) } : {}),
    })),
    withheld: answer.withheld.map(({ id }) => ({ id, reason: "holdout" as const })),
    exposure_id: answer.exposureId,
    ...(answer.leftOut === null ? {} : { left_out: answer.leftOut }),
  };
}
