/** Which learnings of an agent apply to a question, in which order, and which do not and why. Reads; draws and records nothing. */
import { and, desc, eq, inArray } from "drizzle-orm";
import type { AgentView } from "@/lib/agents/types";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { learnings } from "@/lib/learnings/schema";
import { memories, memoryVersions } from "@/lib/memory/schema";
import { type Ranked, rankLearnings } from "@/lib/retrieval/rank";
import type { Quotable } from "@/lib/retrieval/render";
import { matchTrigger, prepareQuestion } from "@/lib/retrieval/trigger-match";
import type { ContextQuestion, LeftOut, LeftOutReason, Reason } from "@/lib/retrieval/types";

/** Texts that are read to be compared; more learnings than that are taken by their triggers alone. */
const MOST_READ = 400;

const servedColumns = {
  id: learnings.memoryId,
  versionId: memories.headVersionId,
  path: memories.path,
  kind: learnings.kind,
  status: learnings.status,
  title: learnings.title,
  trigger: learnings.trigger,
  appliesTo: learnings.appliesTo,
  expiresAt: learnings.expiresAt,
  isPinned: learnings.isPinned,
  confidence: learnings.confidence,
  origin: learnings.origin,
  isEditedByPerson: learnings.isEditedByPerson,
  supportSessions: learnings.supportSessions,
  trust: learnings.trust,
  modelsValidated: learnings.modelsValidated,
  updatedAt: learnings.updatedAt,
};

type Row = Awaited<ReturnType<typeof readLearnings>>[number];
export type Candidate = Ranked<Row & Quotable & { text: string }>;

function readLearnings(tx: Tx, ctx: Ctx, agent: AgentView, withUnpublished: boolean) {
  return tx
    .select(servedColumns)
    .from(learnings)
    .innerJoin(memories, and(eq(memories.workspaceId, learnings.workspaceId), eq(memories.id, learnings.memoryId)))
    .where(
      and(
        eq(learnings.workspaceId, ctx.workspaceId),
        eq(learnings.storeId, agent.learningsStoreId),
        withUnpublished ? undefined : eq(learnings.status, "published"),
      ),
    )
    .orderBy(desc(learnings.updatedAt), learnings.memoryId);
}

/** Why a learning may not be served to a session with this metadata at this time; null when it may. */
export function refusalOf(
  learning: Pick<Row, "status" | "expiresAt" | "appliesTo">,
  metadata: Record<string, string>,
  now: Date,
): { reason: LeftOutReason; why: string } | null {
  if (learning.status !== "published") return { reason: "status", why: `It is ${learning.status}.` };
  if (learning.expiresAt !== null && learning.expiresAt <= now)
    return { reason: "expired", why: `It expired at ${learning.expiresAt.toISOString()}.` };
  const key = Object.keys(learning.appliesTo).find((one) => !Object.hasOwn(metadata, one) || metadata[one] !== learning.appliesTo[one]);
  // The value on the other side of the wall stays there: it may name a client.
  if (key !== undefined) return { reason: "wall", why: `It serves only sessions with another value of the metadata key ${key}.` };
  return null;
}

function needsRevalidation(modelsValidated: string[], model: string): boolean {
  return modelsValidated.length > 0 && !modelsValidated.includes(model);
}

export type Found = { ranked: Candidate[]; leftOut: LeftOut[] };

export type Search = { agent: AgentView; question: ContextQuestion; model: string; isExplained: boolean };

/** The learnings that apply, best first. O(learnings of the store + text of those that apply). */
export async function findCandidates(tx: Tx, ctx: Ctx, { agent, question, model, isExplained }: Search): Promise<Found> {
  const now = ctx.clock.now();
  const prepared = prepareQuestion(question);
  const leftOut: LeftOut[] = [];
  const drop = (row: Row, { reason, why }: { reason: LeftOutReason; why: string }) =>
    leftOut.push({ id: row.id, kind: row.kind, path: row.path, title: row.title, reason, why });
  const matched: (Row & { matches: Reason[] })[] = [];
  for (const row of await readLearnings(tx, ctx, agent, isExplained)) {
    const refusal = refusalOf(row, question.metadata, now);
    const matches = refusal === null ? matchTrigger(row.trigger, prepared) : [];
    if (refusal !== null) drop(row, refusal);
    else if (matches.length === 0 && !row.isPinned) drop(row, { reason: "no_match", why: "Nothing of its trigger is in the question." });
    else matched.push({ ...row, matches });
  }
  const points = (row: (typeof matched)[number]) =>
    (row.isPinned ? 1_000 : 0) + row.matches.reduce((sum, reason) => sum + reason.points, 0);
  matched.sort((a, b) => points(b) - points(a));
  for (const row of matched.slice(MOST_READ))
    drop(row, { reason: "budget", why: `${MOST_READ} others match its kind of task better by their triggers.` });
  const read = matched.slice(0, MOST_READ);
  const texts = await readTexts(tx, ctx, read);
  const candidates = read.flatMap((row) => {
    const content = texts.get(row.versionId);
    // Its text was redacted between the two reads.
    if (content === undefined) return [];
    const text = `${row.title}\n${content}`;
    return [{ ...row, content, text, needsRevalidation: needsRevalidation(row.modelsValidated, model) }];
  });
  return { ranked: rankLearnings(candidates, question.task, now), leftOut };
}

/** By version, so that what is ranked, recorded and shown is one text. */
async function readTexts(tx: Tx, ctx: Ctx, rows: readonly Pick<Row, "versionId">[]): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map((row) => row.versionId);
  const found = await tx
    .select({ id: memoryVersions.id, content: memoryVersions.content })
    .from(memoryVersions)
    .where(and(eq(memoryVersions.workspaceId, ctx.workspaceId), inArray(memoryVersions.id, ids)));
  return new Map(found.flatMap((row) => (row.content === null ? [] : [[row.id, row.content]])));
}
