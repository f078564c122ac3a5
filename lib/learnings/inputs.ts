import { z } from "zod";
import { InstantInput } from "@/lib/instant-input";
import { LEARNING_KINDS } from "@/lib/learnings/types";
import { MAX_CONTENT_BYTES } from "@/lib/memory/types";

const Content = z.string().refine((text) => Buffer.byteLength(text) <= MAX_CONTENT_BYTES, `At most ${MAX_CONTENT_BYTES} bytes.`);

/** As on the wire. An empty text is a text. */
export const CreateMemoryInput = z.strictObject({ path: z.string(), content: Content });
export type CreateMemoryInput = z.infer<typeof CreateMemoryInput>;

/** As on the wire: content, path or both, optionally only if the content still has that hash. */
export const UpdateMemoryInput = z
  .strictObject({
    content: Content.optional(),
    path: z.string().optional(),
    precondition: z.strictObject({ type: z.literal("content_sha256"), content_sha256: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
  })
  .refine((input) => input.content !== undefined || input.path !== undefined, {
    message: "Give content, path or both.",
    path: ["content"],
  });
export type UpdateMemoryInput = z.infer<typeof UpdateMemoryInput>;

export const ReviseLearningInput = z.object({
  memory_id: z.string(),
  content: Content,
  expected_sha256: z.string(),
  reason: z.string().trim().max(1000).optional(),
});

export const RollbackInput = z
  .strictObject({
    to_revision: z.number().int().min(0).optional(),
    to_time: InstantInput.optional(),
    message: z.string().trim().max(1000).optional(),
    dry_run: z.boolean().optional(),
  })
  .refine((input) => (input.to_revision === undefined) !== (input.to_time === undefined), {
    message: "Give either to_revision or to_time.",
    path: ["to_revision"],
  });
export type RollbackInput = z.infer<typeof RollbackInput>;

export const RevertInput = z.strictObject({ message: z.string().trim().max(1000).optional(), dry_run: z.boolean().optional() });
export type RevertInput = z.infer<typeof RevertInput>;

export const CreateLearningInput = z.object({
  agent_id: z.string(),
  kind: z.enum(LEARNING_KINDS),
  title: z
    .string()
    .trim()
    .min(1, "Give it a title.")
    .max(200)
    .refine((title) => !/[\p{Cc}\u2028\u2029]/u.test(title), "One line only."),
  body: z.string().max(MAX_CONTENT_BYTES).optional(),
  reason: z.string().trim().max(1000).optional(),
});
export type CreateLearningInput = z.infer<typeof CreateLearningInput>;

export const RetireInput = z.object({ reason: z.string().trim().min(1, "Say why: later dreams read it.").max(1000) });

/** Empty takes the expiry off. */
export const ExpiryInput = z.object({
  // A form leaves an empty field out.
  expires_at: z
    .union([z.literal(""), z.iso.date("Write a date such as 2027-05-31.")])
    .optional()
    .transform((day) => day || null),
});
