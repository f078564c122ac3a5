/** Learnings on the wire. */
import { z } from "@hono/zod-openapi";
import { idOf, instant, maybeInstant, orNull, toInstant, toMaybeInstant } from "@/lib/api/responses";
import { snakeKeys } from "@/lib/api/snake-case";
import { LEARNING_KINDS, LEARNING_STATUSES, type LearningEvidence, type LearningListItem, type LearningView } from "@/lib/learnings/types";
import type { ExposureCounts, LearningExposure } from "@/lib/retrieval/types";
import { TRUST_LEVELS } from "@/lib/trust";

const count = z.number().int();
const texts = z.array(z.string());

export const WireEvidence = z
  .object({
    session_id: idOf("session", "The session."),
    event_id: idOf("event", "The event."),
    at: z.string().openapi({ description: "JSON pointer into the event." }),
    quote: z.string().openapi({ description: "Verbatim part of the string at that place." }),
    polarity: z.enum(["supports", "contradicts"]),
    trust: z.enum(TRUST_LEVELS).openapi({ description: "Where the quoted text comes from, from most to least trusted." }),
  })
  .openapi("Evidence", { description: "A session event that supports or contradicts a learning." });

export function toWireEvidence({ sessionId, eventId, at, quote, polarity, trust }: LearningEvidence): z.infer<typeof WireEvidence> {
  return { session_id: sessionId, event_id: eventId, at, quote, polarity, trust };
}

export const WireLearningItem = z
  .object({
    id: idOf("memory", "Id of the memory that holds it."),
    type: z.literal("learning"),
    memory_store_id: idOf("memoryStore", "Its memory store."),
    agent_id: idOf("agent", "The agent that learned it."),
    agent_name: z.string(),
    path: z.string().nullable().openapi({ description: "Null once the memory was deleted." }),
    kind: z.enum(LEARNING_KINDS),
    status: z.enum(LEARNING_STATUSES),
    title: z.string(),
    tools: texts.openapi({ description: "Tools in its trigger." }),
    confidence: z.number().nullable(),
    scope: z.enum(["private", "federated"]),
    locked: z.boolean().openapi({ description: "Dreams, edits and rollbacks leave it alone." }),
    pinned: z.boolean(),
    origin: z.enum(["dream", "person", "import"]),
    family: z.string().nullable().openapi({ description: "The pattern family that a dream found it by." }),
    support_sessions: count.nullable().openapi({ description: "Sessions that showed the pattern when it was last published by a dream." }),
    trust: z.enum(TRUST_LEVELS).openapi({ description: "The lowest trust of its evidence." }),
    expires_at: maybeInstant("After this it is no longer given."),
    created_at: instant("When it was first published."),
    updated_at: instant("When it last changed."),
  })
  .openapi("LearningListItem");

export function toWireLearningItem(item: LearningListItem): z.infer<typeof WireLearningItem> {
  const { id, path, kind, status, title, tools, confidence, scope, origin, family, trust } = item;
  return {
    id,
    type: "learning",
    memory_store_id: item.storeId,
    agent_id: item.agentId,
    agent_name: item.agentName,
    path,
    kind,
    status,
    title,
    tools,
    confidence,
    scope,
    locked: item.isLocked,
    pinned: item.isPinned,
    origin,
    family,
    support_sessions: item.supportSessions,
    trust,
    expires_at: toMaybeInstant(item.expiresAt),
    created_at: toInstant(item.createdAt),
    updated_at: toInstant(item.updatedAt),
  };
}

const FrontMatter = z
  .object({
    kind: z.enum(LEARNING_KINDS),
    title: z.string(),
    trigger: z.object({ tools: texts, errors: texts, intents: texts, file_types: texts, keywords: texts }),
    steps: z.array(z.object({ do: z.string(), tool: z.string().optional(), why: z.string().optional() })),
    avoid: texts,
    confidence: z.number().nullable(),
    support: z.object({ sessions: count, success_with: z.string().nullable(), success_without: z.string().nullable() }).nullable(),
    scope: z.enum(["private", "federated"]),
    applies_to: z.record(z.string(), z.string()),
    expires_at: z.string().nullable(),
    model_validated: texts,
  })
  .openapi("FrontMatter", { description: "What the head of the text says, with defaults filled in." });

const WireExposure = z
  .object({
    exposure_id: idOf("exposure", "The record of what that session got."),
    session_id: z.string().nullable().openapi({ description: "Null until a session of that external id is here." }),
    external_id: z.string().nullable().openapi({ description: "The caller's own id, where the context was asked for by it." }),
    memory_version_id: idOf("memoryVersion", "The version that was given or withheld."),
    arm: z.enum(["given", "withheld"]),
    holdout_share: z.number().openapi({ description: "The probability of `withheld` at the draw." }),
    at: instant("When it was drawn."),
  })
  .openapi("Exposure", { description: "A session that a learning was given to, or deliberately kept from." });

export const WireLearning = WireLearningItem.extend({
  content: z.string().nullable().openapi({ description: "The whole text; null once the memory was deleted." }),
  content_sha256: z.string().nullable(),
  memory_version_id: z.string().nullable(),
  front_matter: orNull(FrontMatter),
  body: z.string().nullable().openapi({ description: "The text below the front matter." }),
  problems: z.array(z.object({ line: count, message: z.string() })).openapi({ description: "Why the front matter could not be read." }),
  locked_by: z.string().nullable(),
  models_validated: texts.openapi({ description: "Models of the sessions behind it." }),
  pattern_key: z.string().nullable(),
  dream_id: z.string().nullable().openapi({ description: "The dream that wrote it last." }),
  change_id: z.string().nullable(),
  stats: z.record(z.string(), z.unknown()).nullable().openapi({ description: "The figures that the dream stated." }),
  retired_reason: z.string().nullable(),
  evidence: z.array(WireEvidence).openapi({ description: "The first 50; `evidence_count` counts all." }),
  evidence_count: z.object({ supports: count, contradicts: count }),
  exposures: z.array(WireExposure).openapi({ description: "The latest 50; `exposure_count` counts all." }),
  exposure_count: z
    .object({ given: count, withheld: count })
    .openapi({ description: "Sessions. What they came to is association until `uplift` is measured." }),
  uplift: z.null().openapi({ description: "Not measured so far." }),
}).openapi("Learning", { description: "A memory with typed front matter: a note or a playbook." });

function toWireExposure(exposure: LearningExposure): z.infer<typeof WireExposure> {
  const { exposureId, sessionId, sessionKey, versionId, arm, holdoutShare, at } = exposure;
  return {
    exposure_id: exposureId,
    session_id: sessionId,
    external_id: sessionKey.startsWith("x:") ? sessionKey.slice(2) : null,
    memory_version_id: versionId,
    arm,
    holdout_share: holdoutShare,
    at: toInstant(at),
  };
}

export type LearningUse = { exposures: LearningExposure[]; counts: ExposureCounts | null };

export function toWireLearning(learning: LearningView, use: LearningUse): z.infer<typeof WireLearning> {
  return {
    ...toWireLearningItem(learning),
    content: learning.content,
    content_sha256: learning.contentSha256,
    memory_version_id: learning.headVersionId,
    front_matter: learning.frontMatter,
    body: learning.body,
    problems: learning.problems,
    locked_by: learning.lockedBy,
    models_validated: learning.modelsValidated,
    pattern_key: learning.patternKey,
    dream_id: learning.dreamId,
    change_id: learning.changeId,
    stats: toWireFigures(learning.stats),
    retired_reason: learning.retiredReason,
    evidence: learning.evidence.map(toWireEvidence),
    evidence_count: learning.evidenceCount,
    exposures: use.exposures.map(toWireExposure),
    exposure_count: { given: use.counts?.given ?? 0, withheld: use.counts?.withheld ?? 0 },
    uplift: null,
  };
}

/** Figures as a dream wrote them, whatever build it was of. An object's snake-cased copy is an object. */
function toWireFigures(stats: Record<string, unknown> | null): Record<string, unknown> | null {
  return stats === null ? null : (snakeKeys(stats) as Record<string, unknown>);
}
