/** What may be said about a store: the limits of the Managed Agents contract. */
import { z } from "zod";

const Name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}*$/u, "may hold no control characters.");
const MetadataKey = z.string().min(1).max(64);

export const CreateMemoryStoreInput = z.strictObject({
  name: Name,
  description: z.string().max(1024).optional(),
  metadata: z
    .record(MetadataKey, z.string().max(512))
    .refine((value) => Object.keys(value).length <= 16, "At most 16 keys.")
    .optional(),
});
export type CreateMemoryStoreInput = z.infer<typeof CreateMemoryStoreInput>;

/** Null leaves the name as it is and empties the description; in `metadata` a string sets, null deletes. */
export const UpdateMemoryStoreInput = z.strictObject({
  name: Name.nullable().optional(),
  description: z.string().max(1024).nullable().optional(),
  metadata: z.record(MetadataKey, z.string().max(512).nullable()).nullable().optional(),
});
export type UpdateMemoryStoreInput = z.infer<typeof UpdateMemoryStoreInput>;
