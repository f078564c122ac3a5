"use server";

import { createAgent } from "@/lib/agents/commands";
import { CreateAgentInput } from "@/lib/agents/inputs";
import { defineAction } from "@/lib/web/define-action";

export const createAgentAction = defineAction({
  input: CreateAgentInput,
  command: createAgent,
  revalidates: () => ["/agents"],
  redirectTo: (agent) => `/agents/${agent.id}`,
});
