/** What the environments API and forms accept: the limits of the Managed Agents contract. */
import { z } from "zod";

const MetadataKey = z.string().min(1).max(64);

/** `cloud` is understood, so that the command can say why it is refused. */
const Config = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("self_hosted") }),
  z.looseObject({ type: z.literal("cloud") }),
]);

const Scope = z.literal("organization", { error: 'only "organization" is served: an environment belongs to its whole workspace.' });

const common = {
  description: z.string().max(2048).nullable().optional(),
  config: Config.nullable().optional(),
  scope: Scope.nullable().optional(),
};

export const CreateEnvironmentInput = z.strictObject({
  name: z.string().min(1).max(256),
  metadata: z
    .record(MetadataKey, z.string().max(512))
    .refine((value) => Object.keys(value).length <= 16, "At most 16 keys.")
    .optional(),
  ...common,
});
export type CreateEnvironmentInput = z.infer<typeof CreateEnvironmentInput>;

/** In `metadata` a string sets, null or "" deletes. */
export const UpdateEnvironmentInput = z.strictObject({
  name: z.string().min(1).max(256).nullable().optional(),
  metadata: z.record(MetadataKey, z.string().max(512).nullable()).optional(),
  ...common,
});
export type UpdateEnvironmentInput = z.infer<typeof UpdateEnvironmentInput>;

export const CreateEnvironmentKeyInput = z.strictObject({ name: z.string().trim().min(1).max(100).optional() });
export type CreateEnvironmentKeyInput = z.infer<typeof CreateEnvironmentKeyInput>;
