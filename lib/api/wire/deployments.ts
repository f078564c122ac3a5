/** Deployments and their runs on the wire. */
import type Anthropic from "@anthropic-ai/sdk";
import { z } from "@hono/zod-openapi";
import { idOf, instant, maybeInstant, orNull, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { DEPLOYMENT_STATUSES, type DeploymentRunView, type DeploymentView, RUN_ERROR_TYPES } from "@/lib/deployments/types";

const openObject = z.record(z.string(), z.unknown());
const AgentRef = z
  .object({ type: z.literal("agent"), id: idOf("agent", "Id of the agent."), version: z.number().int() })
  .openapi("DeployedAgent", { description: "Always a version: naming the agent alone pinned its latest." });

const WireSchedule = z
  .object({
    type: z.literal("cron"),
    expression: z.string(),
    timezone: z.string(),
    last_run_at: maybeInstant("When a scheduled run last started."),
    upcoming_runs_at: z
      .array(instant("When it fires."))
      .openapi({ description: "Up to five, also while paused; none once archived. A run starts within seconds of its time." }),
  })
  .openapi("DeploymentSchedule");

const PausedReason = z
  .union([
    z.object({ type: z.literal("manual") }),
    z.object({ type: z.literal("error"), error: z.object({ type: z.enum(RUN_ERROR_TYPES) }) }),
  ])
  .openapi("DeploymentPausedReason");

export const WireDeployment = z
  .object({
    id: idOf("deployment", "Id of the deployment."),
    type: z.literal("deployment"),
    name: z.string(),
    description: z.string().nullable(),
    agent: AgentRef,
    environment_id: idOf("environment", "Where its sessions run."),
    initial_events: z.array(openObject).openapi({ description: "Sent to each session right after it is made." }),
    resources: z.array(openObject),
    vault_ids: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
    schedule: orNull(WireSchedule),
    status: z.enum(DEPLOYMENT_STATUSES).openapi({ description: "An archived deployment says `active`: look at `archived_at`." }),
    paused_reason: orNull(PausedReason),
    budget: z.null().openapi({ description: "Not served yet." }),
    created_at: instant("When it was made."),
    updated_at: instant("When it last changed."),
    archived_at: maybeInstant("When it was archived, by itself with its agent or by somebody."),
  })
  .openapi("Deployment", { description: "An agent with all it needs to run by itself: an environment, first events, maybe a schedule." });

export const WireDeploymentRun = z
  .object({
    id: idOf("deploymentRun", "Id of the run."),
    type: z.literal("deployment_run"),
    deployment_id: idOf("deployment", "Whose run it is."),
    agent: AgentRef,
    trigger_context: z.union([
      z.object({ type: z.literal("manual") }),
      z.object({ type: z.literal("schedule"), scheduled_at: instant("When the schedule fired; a firing has one run.") }),
    ]),
    session_id: z.string().nullable().openapi({ description: "The session that was started; null where there is an error." }),
    error: orNull(z.object({ type: z.enum(RUN_ERROR_TYPES), message: z.string() }).openapi("DeploymentRunError")),
    created_at: instant("When it ran."),
  })
  .openapi("DeploymentRun", { description: "One start of a session by a deployment, or why none was started." });

/** Kept as given and checked on entry: the SDK's unions of these are wider than what is served. */
type SdkDeployment = Omit<Anthropic.Beta.BetaManagedAgentsDeployment, "initial_events" | "resources">;

export function toWireDeployment(view: DeploymentView): z.infer<typeof WireDeployment> {
  const { schedule } = view;
  return {
    id: view.id,
    type: "deployment",
    name: view.name,
    description: view.description,
    agent: { type: "agent", id: view.agentId, version: view.agentVersion },
    environment_id: view.environmentId,
    initial_events: view.initialEvents,
    resources: view.resources,
    vault_ids: view.vaultIds,
    metadata: view.metadata,
    schedule: schedule && {
      type: "cron",
      expression: schedule.expression,
      timezone: schedule.timezone,
      last_run_at: toMaybeInstant(view.lastRunAt),
      upcoming_runs_at: view.upcomingRunsAt.map(toInstant),
    },
    status: view.pausedReason === null ? "active" : "paused",
    paused_reason: view.pausedReason,
    budget: null,
    created_at: toInstant(view.createdAt),
    updated_at: toInstant(view.updatedAt),
    archived_at: toMaybeInstant(view.archivedAt),
  } satisfies z.infer<typeof WireDeployment> & SdkPausedReason<SdkDeployment>;
}

/** Our list of reasons holds one that only runs have in the SDK's types, and that never pauses. */
type SdkPausedReason<T extends { paused_reason: unknown }> = Omit<T, "paused_reason">;

export function toWireDeploymentRun(view: DeploymentRunView): z.infer<typeof WireDeploymentRun> {
  return {
    id: view.id,
    type: "deployment_run",
    deployment_id: view.deploymentId,
    agent: { type: "agent", id: view.agentId, version: view.agentVersion },
    trigger_context: view.scheduledAt === null ? { type: "manual" } : { type: "schedule", scheduled_at: toInstant(view.scheduledAt) },
    session_id: view.sessionId,
    error: view.error,
    created_at: toInstant(view.createdAt),
  } satisfies z.infer<typeof WireDeploymentRun> & Anthropic.Beta.BetaManagedAgentsDeploymentRun;
}
