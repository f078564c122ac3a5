/** Environments and their keys on the wire. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "@hono/zod-openapi";
import { idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";
import type { EnvironmentKeyView, EnvironmentView } from "@/lib/environments/types";

export const WireEnvironment = z
  .object({
    id: idOf("environment", "Id of the environment."),
    type: z.literal("environment"),
    name: z.string(),
    description: z.string().nullable(),
    config: z
      .object({ type: z.enum(["self_hosted", "imported"]) })
      .openapi({ description: "`self_hosted`, but for the built-in environment of past sessions." }),
    metadata: z.record(z.string(), z.string()),
    scope: z.literal("organization"),
    created_at: instant("When it was made."),
    updated_at: instant("When it last changed."),
    archived_at: maybeInstant("When it was archived."),
  })
  .openapi("Environment", { description: "Where an agent's tools run: in containers of yours, served by the official SDK's worker." });

/** `config` is wider: past sessions name a built-in environment that runs nothing. */
type SdkEnvironment = Omit<Anthropic.Beta.BetaEnvironment, "config">;

export function toWireEnvironment(environment: EnvironmentView): z.infer<typeof WireEnvironment> {
  return {
    id: environment.id,
    type: "environment",
    name: environment.name,
    description: environment.description,
    config: environment.config,
    metadata: environment.metadata,
    scope: "organization",
    created_at: toInstant(environment.createdAt),
    updated_at: toInstant(environment.updatedAt),
    archived_at: toMaybeInstant(environment.archivedAt),
  } satisfies SdkEnvironment & z.infer<typeof WireEnvironment>;
}

export const WireDeletedEnvironment = z
  .object({ id: idOf("environment", "Id of the environment."), type: z.literal("environment_deleted") })
  .openapi("DeletedEnvironment");

export const WireEnvironmentKey = z
  .object({
    id: idOf("environmentKey", "Id of the key; not its secret."),
    type: z.literal("environment_key"),
    environment_id: idOf("environment", "The environment whose queue it works."),
    name: z.string(),
    hint: z.string().openapi({ description: "Its first and last characters, to tell keys apart." }),
    last_used_at: maybeInstant("When it was last used, to the minute."),
    created_at: instant("When it was made."),
  })
  .openapi("EnvironmentKey");

export const WireNewEnvironmentKey = WireEnvironmentKey.extend({
  key: z.string().openapi({ description: "The secret. Shown this once." }),
}).openapi("NewEnvironmentKey");

export const WireDeletedEnvironmentKey = z
  .object({ id: idOf("environmentKey", "Id of the key."), type: z.literal("environment_key_deleted") })
  .openapi("DeletedEnvironmentKey");

export function toWireEnvironmentKey(key: EnvironmentKeyView): z.infer<typeof WireEnvironmentKey> {
  return {
    id: key.id,
    type: "environment_key",
    environment_id: key.environmentId,
    name: key.name,
    hint: key.hint,
    last_used_at: toMaybeInstant(key.lastUsedAt),
    created_at: toInstant(key.createdAt),
  };
}
