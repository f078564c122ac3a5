"use server";

import { z } from "zod";
import { createEnvironment } from "@/lib/environments/commands";
import { CreateEnvironmentInput, CreateEnvironmentKeyInput } from "@/lib/environments/inputs";
import { createEnvironmentKey, revokeEnvironmentKey } from "@/lib/environments/keys";
import { type EnvironmentId, type EnvironmentKeyId, isId } from "@/lib/ids";
import { defineAction } from "@/lib/web/define-action";

const environment_id = z.custom<EnvironmentId>((value) => isId("environment", value), "Not an environment.");
const pathOf = (id: EnvironmentId) => `/resources/environments/${id}`;

export const createEnvironmentAction = defineAction({
  input: z.object({ name: z.preprocess((value) => value ?? "", CreateEnvironmentInput.shape.name) }),
  command: createEnvironment,
  redirectTo: ({ id }) => pathOf(id),
});

export const createEnvironmentKeyAction = defineAction({
  input: z.object({ environment_id, name: CreateEnvironmentKeyInput.shape.name }),
  command: (ctx, { environment_id: id, name }) => createEnvironmentKey(ctx, id, { name }),
  revalidates: (_made, input) => [pathOf(input.environment_id)],
  // Made here and shown this once.
  returns: ({ key, secret }) => ({ name: key.name, secret }),
});

export const revokeEnvironmentKeyAction = defineAction({
  input: z.object({ environment_id, id: z.custom<EnvironmentKeyId>((value) => isId("environmentKey", value), "Not a key.") }),
  command: (ctx, { environment_id: environmentId, id }) => revokeEnvironmentKey(ctx, environmentId, id),
  revalidates: (_done, input) => [pathOf(input.environment_id)],
});
