/** What the deployments API and forms accept: the limits of the Managed Agents contract. */
import { z } from "zod";
import { MetadataInput, MetadataPatchInput } from "@/lib/agents/inputs";
import { CronScheduleInput } from "@/lib/schedules/inputs";
import { InitialEvent, SystemMessage } from "@/lib/sessions/event-inputs";
import { AgentIdInput, EnvironmentIdInput } from "@/lib/sessions/id-inputs";
import { SessionResource } from "@/lib/sessions/inputs";

const AgentRef = z.union([
  AgentIdInput.transform((id) => ({ id })),
  z.strictObject({ type: z.literal("agent"), id: AgentIdInput, version: z.number().int().min(1).max(999_999_999).optional() }),
]);

const InitialEvents = z
  .array(z.union([InitialEvent, SystemMessage]))
  .min(1, "at least one event.")
  .max(50)
  .superRefine((events, context) => {
    events.forEach((event, at) => {
      if (event.type !== "system.message" || (at === events.length - 1 && events[at - 1]?.type === "user.message")) return;
      context.addIssue({ code: "custom", path: [at], message: "a system.message stands last, right after a user.message." });
    });
  });

const Name = z.string().trim().min(1).max(256);
const Description = z.string().max(2048).nullable().optional();
const Resources = z.array(SessionResource).max(8, "a session takes at most 8 memory stores.");
const VaultIds = z.array(z.string()).max(0, "vaults are not served.");
/** Understood, so that its absence can be said; a cap per session is not stamped on yet. */
const Budget = z.null({ error: "a budget for each session is not served yet." }).optional();

export const CreateDeploymentInput = z.strictObject({
  name: Name,
  agent: AgentRef,
  environment_id: EnvironmentIdInput,
  initial_events: InitialEvents,
  schedule: CronScheduleInput.nullable().optional(),
  description: Description,
  metadata: MetadataInput.optional(),
  resources: Resources.optional(),
  vault_ids: VaultIds.optional(),
  budget: Budget,
});
export type CreateDeploymentInput = z.output<typeof CreateDeploymentInput>;

/** Left out keeps; null or empty clears `description`, `resources`, `vault_ids` and `schedule`. */
export const UpdateDeploymentInput = z.strictObject({
  name: Name.optional(),
  agent: AgentRef.optional(),
  environment_id: EnvironmentIdInput.optional(),
  initial_events: InitialEvents.optional(),
  schedule: CronScheduleInput.nullable().optional(),
  description: Description,
  metadata: MetadataPatchInput.nullable().optional(),
  resources: Resources.nullable().optional(),
  vault_ids: VaultIds.nullable().optional(),
  budget: Budget,
});
export type UpdateDeploymentInput = z.output<typeof UpdateDeploymentInput>;
export type DeploymentEvents = CreateDeploymentInput["initial_events"];
export type DeploymentResources = NonNullable<CreateDeploymentInput["resources"]>;
