/** The two forms in which a dream is asked for: of an agent, or of a store and chosen sessions. */

import { z } from "@hono/zod-openapi";
import { documentable } from "@/lib/api/describe-fields";
import { idField } from "@/lib/api/params";
import { StartDreamInput } from "@/lib/dreaming/inputs";
import type { StartStoreDream } from "@/lib/dreaming/store-dream/start";
import type { OUTPUT_BEHAVIORS } from "@/lib/dreaming/types";

const someId = z.string().min(1).max(256);

const AgentInput = z.strictObject({
  type: z.literal("agent"),
  agent_id: idField("agent", "The agent whose sessions are read and whose learnings may change."),
  sessions: documentable(StartDreamInput.shape.sessions).openapi({
    description:
      "`new`: what no settled dream has read. Or a window over when the sessions took place, `since` inclusive, `until` exclusive.",
  }),
});

const StoreInput = z.strictObject({
  type: z.literal("memory_store"),
  memory_store_id: someId.openapi({ description: "The store that is read. It never changes, unless `output_behavior` says so." }),
});

const SessionsInput = z.strictObject({
  type: z.literal("sessions"),
  session_ids: z
    .array(someId)
    .min(1)
    .max(100)
    .refine((ids) => new Set(ids).size === ids.length, "the same session twice.")
    .openapi({ description: "1 to 100 sessions, of any agent, archived ones too." }),
});

const OutputBehavior = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("create_new") }),
    z.strictObject({ type: z.literal("update_existing"), memory_store_id: someId }),
  ])
  .openapi({
    description:
      "For a store's dream. `create_new` (what is taken when it is left out) writes to a copy; `update_existing` writes to the input store itself, which is a publication and also needs scope `review`.",
  });

const modelId = z.string().min(1).max(256);

const Fields = z.strictObject({
  inputs: z
    .array(z.discriminatedUnion("type", [AgentInput, StoreInput, SessionsInput]))
    .refine(isOneForm, "expected one memory_store and one sessions, or one agent alone.")
    .openapi({
      minItems: 1,
      maxItems: 2,
      description: "A `memory_store` and `sessions`; or one `agent` alone, which stands for its store and its sessions.",
    }),
  model: z
    .union([modelId, z.strictObject({ id: modelId, speed: z.literal("standard").nullable().optional() })])
    .nullable()
    .optional()
    .openapi({ description: "For the author. Required for a store's dream; an agent's setting when left out." }),
  instructions: documentable(StartDreamInput.shape.instructions).openapi({
    description: "For the author, 1 to 4,096 characters; an agent's setting when left out.",
  }),
  output_behavior: OutputBehavior.optional(),
});
type DreamCreate = z.infer<typeof Fields>;

export const DreamCreate = Fields.superRefine(checkForm).openapi("DreamCreate");

function isOneForm(inputs: { type: string }[]): boolean {
  const types = inputs.map((input) => input.type).sort();
  return types.join() === "agent" || types.join() === "memory_store,sessions";
}

function checkForm({ inputs, model, output_behavior: output }: DreamCreate, issues: z.RefinementCtx): void {
  const say = (path: string[], message: string) => issues.addIssue({ code: "custom", path, message });
  const store = inputs.find((input) => input.type === "memory_store");
  if (!store) {
    if (output) say(["output_behavior"], "is for a store's dream: an agent's proposes changes and writes no store.");
    return;
  }
  if (model === undefined || model === null) say(["model"], "required.");
  if (output?.type === "update_existing" && output.memory_store_id !== store.memory_store_id) {
    say(["output_behavior", "memory_store_id"], "must be the input store.");
  }
}

export type AskedDream = { form: "agent"; input: StartDreamInput } | { form: "store"; input: StartStoreDream };

/** What was asked for, as the command of its form takes it. */
export function toAskedDream({ inputs, model: given, instructions, output_behavior }: DreamCreate): AskedDream {
  const model = typeof given === "object" && given !== null ? given.id : given;
  const [agent] = inputs.filter((input) => input.type === "agent");
  if (agent) {
    const { agent_id, sessions } = agent;
    return { form: "agent", input: { agent_id, sessions, instructions, model } };
  }
  const storeId = inputs.find((input) => input.type === "memory_store")?.memory_store_id ?? "";
  const sessionIds = inputs.find((input) => input.type === "sessions")?.session_ids ?? [];
  const outputBehavior: (typeof OUTPUT_BEHAVIORS)[number] = output_behavior?.type ?? "create_new";
  return { form: "store", input: { storeId, sessionIds, model: model ?? "", instructions: instructions ?? null, outputBehavior } };
}
