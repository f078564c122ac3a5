/** A dream's proposed changes on the wire. */
import { z } from "@hono/zod-openapi";
import { ActorRef, idOf, instant, maybeInstant, orNull, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { toWireEvidence, WireEvidence } from "@/lib/api/wire/learnings";
import {
  type CandidateStats,
  CHANGE_ACTIONS,
  CHECK_NAMES,
  type ChangeView,
  DECISION_STATUSES,
  PATTERN_FAMILIES,
  type SampleCounts,
} from "@/lib/dreaming/types";
import { LEARNING_KINDS, REJECT_REASONS } from "@/lib/learnings/types";
import { TRUST_LEVELS } from "@/lib/trust";

const count = z.number().int();

const sample = {
  n_with: count.openapi({ description: "Sessions with the pattern." }),
  successes_with: count,
  n_without: count,
  successes_without: count,
  effect: z.number().nullable().openapi({ description: "Difference of success rates inside groups of like tasks, -1 to 1." }),
};

export const WireStats = z
  .object({
    support: count.openapi({ description: "Sessions that show the pattern." }),
    support_tasks: count,
    support_users: count.nullable().openapi({ description: "Distinct known users among them; null when no session names its user." }),
    ...sample,
    interval: z.tuple([z.number(), z.number()]).nullable().openapi({ description: "95 % interval of the effect." }),
    p_value: z.number().nullable(),
    q_value: z.number().nullable(),
    claim: z.enum(["effect", "observation"]),
    direction: z.enum(["raises", "lowers"]).nullable(),
    out_of_sample: z.object(sample).nullable().openapi({ description: "The same on sessions held back from mining." }),
    informative_groups: count,
    grouping: z.enum(["task", "intent"]),
    groups: z
      .array(z.object({ label: z.string(), n_with: count, successes_with: count, n_without: count, successes_without: count }))
      .openapi({ description: "The largest groups." }),
  })
  .openapi("ChangeStats");

export function toWireStats(stats: CandidateStats): z.infer<typeof WireStats> {
  return {
    support: stats.support,
    support_tasks: stats.supportTasks,
    support_users: stats.supportUsers,
    ...toWireSample(stats),
    interval: stats.interval,
    p_value: stats.pValue,
    q_value: stats.qValue,
    claim: stats.claim,
    direction: stats.direction,
    out_of_sample: stats.outOfSample === null ? null : toWireSample(stats.outOfSample),
    informative_groups: stats.informativeGroups,
    grouping: stats.grouping,
    groups: stats.groups.map((group) => ({
      label: group.label,
      n_with: group.nWith,
      successes_with: group.successesWith,
      n_without: group.nWithout,
      successes_without: group.successesWithout,
    })),
  };
}

function toWireSample({ nWith, successesWith, nWithout, successesWithout, effect }: SampleCounts) {
  return { n_with: nWith, successes_with: successesWith, n_without: nWithout, successes_without: successesWithout, effect };
}

export const WireChange = z
  .object({
    id: idOf("change", "Id of the change."),
    type: z.literal("dream_change"),
    dream_id: idOf("dream", "The dream that proposes it."),
    agent_id: idOf("agent", "Whose learnings it changes."),
    action: z.enum(CHANGE_ACTIONS),
    kind: z.enum(LEARNING_KINDS),
    path: z.string(),
    memory_id: z.string().nullable().openapi({ description: "The memory it changes; null for `add`." }),
    title: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable().openapi({ description: "As the dream proposes it." }),
    edited_content: z.string().nullable().openapi({ description: "What a reviewer made of it; published in place of `after`." }),
    family: z.enum(PATTERN_FAMILIES),
    pattern_key: z.string().openapi({ description: "Names the pattern, equal in every dream that finds it." }),
    stats: WireStats,
    trust: z.enum(TRUST_LEVELS),
    models: z.array(z.string()).openapi({ description: "Models of the supporting sessions." }),
    rationale: z.string().openapi({ description: "Why this action." }),
    evidence: z.array(WireEvidence).openapi({ description: "The best examples; `/evidence` pages all." }),
    checks: z.array(z.object({ name: z.enum(CHECK_NAMES), status: z.enum(["pass", "hold", "fail"]), detail: z.string() })),
    held: z.boolean().openapi({ description: "A check asks for a person's written reason." }),
    decision: z.object({
      status: z.enum(DECISION_STATUSES),
      by: orNull(ActorRef),
      at: maybeInstant("When it was decided."),
      reason: z.string().nullable(),
      reason_code: z.enum(REJECT_REASONS).nullable(),
      version: count.openapi({ description: "Grows with each decision and each undo; `expected_version` of the next decision." }),
      more_sessions: count.nullable().openapi({ description: "Of `needs_evidence`: how many sessions more it takes." }),
    }),
    assigned_to: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .openapi({ description: "Who is to decide it; null for anybody." }),
    published_revision: count.nullable(),
    also_proposed_by: z.array(z.string()).openapi({ description: "Other dreams whose undecided changes propose the same pattern." }),
    created_at: instant("When it was proposed."),
  })
  .openapi("DreamChange", { description: "One proposed change, reviewable on its own." });

export function toWireChange(change: ChangeView): z.infer<typeof WireChange> {
  const { id, action, kind, path, title, before, after, family, trust, models, rationale, checks, decision } = change;
  return {
    id,
    type: "dream_change",
    dream_id: change.dreamId,
    agent_id: change.agentId,
    action,
    kind,
    path,
    memory_id: change.memoryId,
    title,
    before,
    after,
    edited_content: change.editedContent,
    family,
    pattern_key: change.patternKey,
    stats: toWireStats(change.stats),
    trust,
    models,
    rationale,
    evidence: change.examples.map(toWireEvidence),
    checks,
    held: change.isHeld,
    decision: {
      status: decision.status,
      by: decision.by,
      at: toMaybeInstant(decision.at),
      reason: decision.reason,
      reason_code: decision.reasonCode,
      version: decision.version,
      more_sessions: decision.moreSessions,
    },
    assigned_to: change.assignedTo,
    published_revision: change.publishedRevision,
    also_proposed_by: change.alsoProposedBy,
    created_at: toInstant(change.createdAt),
  };
}
