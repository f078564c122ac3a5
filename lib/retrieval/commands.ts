import { and, eq } from "drizzle-orm";
import { getAgent } from "@/lib/agents/queries";
import type { AgentView } from "@/lib/agents/types";
import { assertCan } from "@/lib/auth/policy";
import { hashOf } from "@/lib/canonical-json";
import { asSystem, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import { type AgentId, type ExposureId, isId, newId, type SessionId } from "@/lib/ids";
import { type Candidate, findCandidates } from "@/lib/retrieval/candidates";
import { isWithheld } from "@/lib/retrieval/holdout";
import { type ContextInput, DEFAULT_TOKEN_BUDGET } from "@/lib/retrieval/inputs";
import { ownToolsOf } from "@/lib/retrieval/own-tools";
import { packLearnings } from "@/lib/retrieval/pack";
import { type Asked, type RecordedLearning, readRecorded } from "@/lib/retrieval/recorded";
import { renderContext } from "@/lib/retrieval/render";
import { type AnsweredLearning, exposureAnswers, exposureItems, exposures } from "@/lib/retrieval/schema";
import { estimateTokens } from "@/lib/retrieval/tokens";
import type { Arm, ContextAnswer, ContextQuestion, LeftOut, ServedLearning } from "@/lib/retrieval/types";
import { sessions } from "@/lib/sessions/schema";

/**
 * What an agent has learned for this task, as quoted text. With a session each learning is drawn and recorded, once: the same question answers
 * the same however often and from wherever it is asked. Exposure records are their own history and write no audit entries: the chain is one
 * queue per workspace. Throws `forbidden`, `not_found` (no such agent or session).
 */
export async function askForContext(ctx: Ctx, agentId: AgentId, input: ContextInput): Promise<ContextAnswer> {
  assertCan(ctx.actor, "read");
  if (input.session_id !== undefined) assertCan(ctx.actor, "session.write");
  return answerContext(ctx, {
    agentId,
    session: input.session_id ?? null,
    task: input.task,
    tools: input.tools ?? null,
    recentErrors: input.recent_errors ?? [],
    fileTypes: input.file_types ?? [],
    metadata: input.metadata ?? {},
    tokenBudget: input.token_budget ?? DEFAULT_TOKEN_BUDGET,
    model: null,
    isExplained: input.explain ?? false,
  });
}

export type SessionContextInput = {
  agentId: AgentId;
  sessionId: SessionId;
  task: string;
  /** Names as the model sees them. */
  tools: string[];
  metadata: Record<string, string>;
  modelId: string;
};

export type SessionContext = { text: string | null; exposureId: ExposureId; learnings: ServedLearning[] };

/**
 * For the agent loop, once before a session's first model call; asking again answers the same and records nothing more. The text is reference
 * for the user's turn, never part of the system prompt. Throws `not_found`, `forbidden`.
 */
export async function contextForSession(ctx: Ctx, input: SessionContextInput): Promise<SessionContext> {
  assertCan(ctx.actor, "session.write");
  const { agentId, sessionId, task, tools, metadata, modelId } = input;
  const answer = await answerContext(ctx, {
    agentId,
    session: sessionId,
    task,
    tools,
    recentErrors: [],
    fileTypes: [],
    metadata,
    tokenBudget: DEFAULT_TOKEN_BUDGET,
    model: modelId,
    isExplained: false,
  });
  if (answer.exposureId === null) throw new AppError("internal", `No exposure was recorded for session ${sessionId}.`);
  return { text: answer.text === "" ? null : answer.text, exposureId: answer.exposureId, learnings: answer.learnings };
}

type Request = Omit<ContextQuestion, "tools"> & {
  agentId: AgentId;
  /** A session's id, or the caller's own id of one; null for a mere try. */
  session: string | null;
  /** The agent's own when null. */
  tools: string[] | null;
  model: string | null;
  isExplained: boolean;
};

async function answerContext(ctx: Ctx, request: Request): Promise<ContextAnswer> {
  return inWorkspace(asSystem(ctx, "retrieval"), async (tx, inner) => {
    const agent = await getAgent(inner, request.agentId);
    const session = request.session === null ? null : await findSession(tx, inner, agent.id, request.session);
    const model = request.model ?? session?.model ?? agent.config.model.id;
    const question: ContextQuestion = {
      task: request.task,
      tools: request.tools ?? ownToolsOf(agent.config),
      recentErrors: request.recentErrors,
      fileTypes: request.fileTypes,
      // What the session itself says goes before what the asker says of it: a wall is not opened by asking.
      metadata: { ...request.metadata, ...session?.metadata },
      tokenBudget: request.tokenBudget,
    };
    const search = () => searchAndPack(tx, inner, { agent, question, model, isExplained: request.isExplained });
    if (session === null) {
      const { packed, leftOut } = await search();
      return toAnswer(packed, { exposureId: null, withheld: [], leftOut: request.isExplained ? leftOut : null });
    }
    const exposureId = await findOrInsertExposure(tx, inner, { agent, session, model });
    // Tools that were left out stay so: the agent's own may have become others since.
    const questionHash = hashOf({ ...question, tools: request.tools });
    const asked: Asked = { exposureId, questionHash, metadata: question.metadata };
    let recorded = await readRecorded(tx, inner, asked);
    const found = recorded === null || request.isExplained ? await search() : null;
    if (recorded === null) {
      await record(tx, inner, { asked, agent, sessionKey: session.key, packed: found?.packed ?? [] });
      recorded = (await readRecorded(tx, inner, asked)) ?? [];
    }
    const withheld = recorded.filter((one) => one.arm === "withheld");
    return toAnswer(
      recorded.filter((one) => one.arm === "given"),
      { exposureId, withheld, leftOut: request.isExplained ? explain(found?.leftOut ?? [], recorded) : null },
    );
  });
}

type Packed = { packed: Candidate[]; leftOut: LeftOut[] };

async function searchAndPack(tx: Tx, ctx: Ctx, search: Parameters<typeof findCandidates>[2]): Promise<Packed> {
  const { ranked, leftOut } = await findCandidates(tx, ctx, search);
  const { packed, tooLarge } = packLearnings(ranked, search.question.tokenBudget);
  const why = `What ranked higher left too little of the ${search.question.tokenBudget} tokens.`;
  const beyond = tooLarge.map(({ id, kind, path, title }) => ({ id, kind, path, title, reason: "budget" as const, why }));
  return { packed, leftOut: [...beyond, ...leftOut] };
}

type KnownSession = {
  key: string;
  id: SessionId | null;
  metadata: Record<string, string>;
  /** As it runs, where it is one of this agent; null otherwise. */
  agentVersion: number | null;
  model: string | null;
};

/** One key for one session, whether it is asked for by our id or by the caller's. Throws `not_found` for an id of ours that is none here. */
async function findSession(tx: Tx, ctx: Ctx, agentId: AgentId, given: string): Promise<KnownSession> {
  const isOurs = isId("session", given);
  const [row] = await tx
    .select({
      id: sessions.id,
      agentId: sessions.agentId,
      agentVersion: sessions.agentVersion,
      model: sessions.model,
      externalId: sessions.externalId,
      metadata: sessions.metadata,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.workspaceId, ctx.workspaceId),
        isOurs ? eq(sessions.id, given) : and(eq(sessions.externalId, given), eq(sessions.agentId, agentId)),
      ),
    )
    .limit(1);
  if (!row) {
    if (isOurs) throw new AppError("not_found", `There is no session ${given}.`);
    return { key: `x:${given}`, id: null, metadata: {}, agentVersion: null, model: null };
  }
  const { id, metadata } = row;
  // Another agent of the same session (a sub-agent) has no claim to the caller's id, which is one of the session's own agent.
  if (row.agentId !== agentId) return { key: `s:${id}`, id, metadata, agentVersion: null, model: null };
  const key = row.externalId === null ? `s:${id}` : `x:${row.externalId}`;
  return { key, id, metadata, agentVersion: row.agentVersion, model: row.model };
}

/** Two at once get one record: the second waits at the unique key until the first is committed, and then reads what it wrote. */
async function findOrInsertExposure(
  tx: Tx,
  ctx: Ctx,
  { agent, session, model }: { agent: AgentView; session: KnownSession; model: string },
): Promise<ExposureId> {
  const now = ctx.clock.now();
  const [inserted] = await tx
    .insert(exposures)
    .values({
      workspaceId: ctx.workspaceId,
      id: newId("exposure", now.getTime()),
      agentId: agent.id,
      agentVersion: session.agentVersion ?? agent.version,
      sessionKey: session.key,
      sessionId: session.id,
      model,
      createdAt: now,
    })
    .onConflictDoNothing({ target: [exposures.workspaceId, exposures.agentId, exposures.sessionKey] })
    .returning({ id: exposures.id });
  if (inserted) return inserted.id;
  const [known] = await tx
    .select({ id: exposures.id })
    .from(exposures)
    .where(and(eq(exposures.workspaceId, ctx.workspaceId), eq(exposures.agentId, agent.id), eq(exposures.sessionKey, session.key)));
  if (!known) throw new AppError("internal", "An exposure record went away while it was read.");
  return known.id;
}

type Recording = { asked: Asked; agent: AgentView; sessionKey: string; packed: Candidate[] };

/** Draws what this session has not drawn yet; a learning's arm, once drawn, stays for the session. */
async function record(tx: Tx, ctx: Ctx, { asked, agent, sessionKey, packed }: Recording): Promise<void> {
  const { workspaceId } = ctx;
  const { exposureId, questionHash } = asked;
  const at = ctx.clock.now();
  const share = agent.dreaming.holdout_share;
  if (packed.length > 0) {
    // In one order, so that two questions of one session never wait for each other in a circle.
    const inOrder = [...packed].sort((a, b) => (a.id < b.id ? -1 : 1));
    const rows = inOrder.map(({ id, versionId, score, why }) => {
      const arm: Arm = isWithheld({ workspaceId, agentId: agent.id, sessionKey, memoryId: id }, share) ? "withheld" : "given";
      return { workspaceId, exposureId, memoryId: id, memoryVersionId: versionId, arm, holdoutShare: share, score, why, at };
    });
    await tx.insert(exposureItems).values(rows).onConflictDoNothing();
  }
  const learnings = packed.map(toAnswered);
  await tx.insert(exposureAnswers).values({ workspaceId, exposureId, questionHash, learnings, createdAt: at }).onConflictDoNothing();
}

function toAnswered(learning: Candidate): AnsweredLearning {
  const { id, versionId, score, why, confidence, origin, isEditedByPerson, supportSessions, trust, needsRevalidation } = learning;
  return { memoryId: id, versionId, score, why, confidence, origin, isEditedByPerson, supportSessions, trust, needsRevalidation };
}

function explain(leftOut: LeftOut[], recorded: RecordedLearning[]): LeftOut[] {
  const known = new Set(recorded.map((one) => one.id));
  const drawn = recorded
    .filter((one) => one.arm === "withheld")
    .map(({ id, kind, path, title }) => ({
      id,
      kind,
      path,
      title,
      reason: "holdout" as const,
      why: "It would have been given; this session was drawn to go without it, so that its effect can be measured.",
    }));
  return [...drawn, ...leftOut.filter((one) => !known.has(one.id))];
}

type AnswerParts = { exposureId: ExposureId | null; withheld: RecordedLearning[]; leftOut: LeftOut[] | null };

function toAnswer(given: (Candidate | RecordedLearning)[], { exposureId, withheld, leftOut }: AnswerParts): ContextAnswer {
  const text = renderContext(given);
  return {
    text,
    tokens: text === "" ? 0 : estimateTokens(text),
    learnings: given.map(({ id, versionId, kind, path, title, score, why, needsRevalidation }) => ({
      id,
      versionId,
      kind,
      path,
      title,
      score,
      why,
      needsRevalidation,
    })),
    withheld: withheld.map(({ id, versionId }) => ({ id, versionId })),
    exposureId,
    leftOut,
  };
}
