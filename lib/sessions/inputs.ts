/** What the sessions API accepts: the limits of the Managed Agents contract, and our own fields beside them. */
import { z } from "zod";
import { AgentOverridesInput, MetadataInput, MetadataPatchInput } from "@/lib/agents/inputs";
import { InitialEvents } from "@/lib/sessions/event-inputs";
import { AgentIdInput, EnvironmentIdInput, MemoryStoreIdInput } from "@/lib/sessions/id-inputs";

const Version = z.number().int().min(1).max(999_999_999);
const AgentRef = z.union([
  AgentIdInput.transform((id) => ({ id })),
  z.strictObject({ type: z.literal("agent"), id: AgentIdInput, version: Version.optional() }),
  AgentOverridesInput.extend({ type: z.literal("agent_with_overrides"), id: AgentIdInput, version: Version.optional() }),
]);

export const SessionResource = z.strictObject({
  type: z.literal("memory_store", { error: "only memory_store is served." }),
  memory_store_id: MemoryStoreIdInput,
  access: z.enum(["read_write", "read_only"]).optional(),
  instructions: z.string().min(1).max(4096).nullable().optional(),
});

/** Cents, as a whole number in a text. */
const Cents = z.string().regex(/^(0|[1-9]\d{0,9})$/, "whole cents, as a text.");
const Budget = z.strictObject({
  type: z.literal("limit"),
  max_list_cost: z.strictObject({ amount: Cents, currency: z.literal("USD") }),
});
const Title = z.string().max(500);

export const CreateSessionInput = z.strictObject({
  agent: AgentRef,
  environment_id: EnvironmentIdInput,
  title: Title.nullable().optional(),
  metadata: MetadataInput.optional(),
  resources: z.array(SessionResource).max(8).optional(),
  vault_ids: z.array(z.string()).max(0, "vaults are not served.").optional(),
  initial_events: InitialEvents.optional(),
  budget: Budget.nullable().optional(),
  source: z.enum(["live", "api"]).optional(),
  external_id: z.string().min(1).max(512).nullable().optional(),
});
export type CreateSessionInput = z.output<typeof CreateSessionInput>;

export const UpdateSessionInput = z.strictObject({
  title: Title.nullable().optional(),
  metadata: MetadataPatchInput.optional(),
  agent: AgentOverridesInput.pick({ tools: true, mcp_servers: true }).optional(),
  budget: Budget.nullable().optional(),
});
export type UpdateSessionInput = z.output<typeof UpdateSessionInput>;
