"use server";

import { z } from "zod";
import type { Ctx } from "@/lib/context";
import { MICRO_USD_PER_CENT } from "@/lib/model/cost";
import { AgentIdInput, EnvironmentIdInput, MemoryStoreIdInput } from "@/lib/sessions/id-inputs";
import { startSession } from "@/lib/sessions/start";
import { defineAction } from "@/lib/web/define-action";

const StartInput = z
  .object({
    agent_id: AgentIdInput,
    environment_id: EnvironmentIdInput.optional(),
    environment_name: z.string().trim().min(1).max(256).optional(),
    title: z.string().trim().max(500).optional(),
    message: z.string().trim().max(1_000_000).optional(),
    store_ids: z.array(MemoryStoreIdInput).max(8, "At most 8 memory stores.").default([]),
    dollars: z.coerce.number("Not an amount.").min(0.01, "At least a cent.").max(99_999_999).optional(),
  })
  .refine((input) => input.environment_id ?? input.environment_name, { path: ["environment_id"], message: "Choose an environment." });

function start(ctx: Ctx, input: z.output<typeof StartInput>) {
  const { environment_id: id, environment_name } = input;
  return startSession(ctx, {
    agent: { id: input.agent_id },
    environment: id ? { id } : { name: environment_name ?? "Default" },
    title: input.title ?? null,
    resources: input.store_ids.map((memoryStoreId) => ({ memoryStoreId })),
    budgetMicroUsd: input.dollars === undefined ? null : Math.round(input.dollars * 100) * MICRO_USD_PER_CENT,
    initialEvents: input.message ? [{ type: "user.message", content: [{ type: "text", text: input.message }] }] : [],
  });
}

export const startSessionAction = defineAction({
  input: StartInput,
  command: start,
  redirectTo: (session) => `/sessions/${session.id}`,
});
