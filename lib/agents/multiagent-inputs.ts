/** The rosters that an agent may be asked to have. Which agents they come to is worked out by `lib/agents/multiagent.ts`. */
import { z } from "zod";

const notServed = (what: string) => `${what} is not served yet.`;

const AgentId = z.string().min(1).max(256);
const SELF = z.strictObject({ type: z.literal("self") });
const AGENT = z.strictObject({ type: z.literal("agent"), id: AgentId, version: z.number().int().min(1).optional() });

const RosterEntry = z.union([AgentId, z.discriminatedUnion("type", [AGENT, SELF])], {
  error: (issue) => (isAdvisor(issue.input) ? notServed("An advisor") : undefined),
});
export type RosterEntry = z.infer<typeof RosterEntry>;

function isAdvisor(input: unknown): boolean {
  return typeof input === "object" && input !== null && "type" in input && input.type === "advisor";
}

const Coordinator = z.strictObject({ type: z.literal("coordinator"), agents: z.array(RosterEntry).min(1).max(20) });

const Disabled = z.strictObject({ type: z.literal("disabled", { error: notServed("Enabling it") }) });

const Subagents = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("enabled"),
    inline_agents: Disabled.nullable().optional(),
    predefined_agents: z.array(RosterEntry).max(20).nullable().optional(),
  }),
  z.strictObject({ type: z.literal("disabled") }),
]);

const Multiagent20261001 = z.strictObject({
  type: z.literal("multiagent_20261001"),
  subagents: Subagents.nullable().optional(),
  workflows: Disabled.nullable().optional(),
  advisor: Disabled.nullable().optional(),
});

export const MultiagentInput = z.discriminatedUnion("type", [Coordinator, Multiagent20261001]);
export type MultiagentInput = z.infer<typeof MultiagentInput>;
