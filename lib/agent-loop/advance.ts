/** One step of a session's run: decide under the lock, do the slow thing without it, write the result under it. */
import { and, asc, eq, gte } from "drizzle-orm";
import { commitAnswer } from "@/lib/agent-loop/commit-answer";
import { commitCompaction, toSummaryMessages } from "@/lib/agent-loop/compact";
import { textOf } from "@/lib/agent-loop/context-events";
import { decide, queuedEvents } from "@/lib/agent-loop/decide";
import { commitFailure } from "@/lib/agent-loop/fail";
import { callMcp, type RunMcp, sayMcpFailure } from "@/lib/agent-loop/mcp";
import { PreviewSender } from "@/lib/agent-loop/previews";
import { type ContextMessage, toModelRequest } from "@/lib/agent-loop/request";
import { type LoopTool, toolsOf } from "@/lib/agent-loop/tools";
import type { LoopSession, NextStep } from "@/lib/agent-loop/types";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId, EventId, SessionId } from "@/lib/ids";
import { callModel, type ModelAnswer, type ModelCallRequest } from "@/lib/model/call";
import type { ModelClient } from "@/lib/model/client";
import { costOf } from "@/lib/model/cost";
import { ModelError } from "@/lib/model/errors";
import { listModels } from "@/lib/model/models";
import { findPrice } from "@/lib/model/queries";
import { announceMemoryStores } from "@/lib/retrieval/announce-stores";
import { contextForSession } from "@/lib/retrieval/commands";
import { changeSession } from "@/lib/sessions/draft";
import { liveSessions, sessionMessages } from "@/lib/sessions/live-schema";
import { listSessionResources } from "@/lib/sessions/queries";
import { agentSnapshots, sessions } from "@/lib/sessions/schema";

const DEFAULT_WINDOW = 200_000;
const DEFAULT_MOST_TOKENS = 16_384;
const MOST_TOKENS = 32_768;

export type LoopRuntime = {
  /** Null without a key. */
  model: ModelClient | null;
  isWatched: (sessionId: SessionId) => boolean;
  random: () => number;
  mcp: RunMcp;
};

/** What the run does next: go on at once, wait for input, wait until then, or end. */
export type Advance = { next: "again" } | { next: "wait" } | { next: "sleep"; untilMs: number } | { next: "end" };

/**
 * Safe to repeat after a crash at any point: what was announced and not answered is asked again, what was answered is not. `signal` ends a
 * request to the model at once, for an interrupt. Throws only for faults of the database.
 */
export async function advance(ctx: Ctx, sessionId: SessionId, runtime: LoopRuntime, signal: AbortSignal): Promise<Advance> {
  const session = await readSession(ctx, sessionId);
  if (!session) return { next: "end" };
  const limits = await limitsOf(runtime.model, session, ctx);
  const offered = await runtime.mcp.offered(session.config, signal);
  const tools = toolsOf(session.config, offered.tools);
  const opening = await openingFor(ctx, sessionId, session, [...tools.keys()]);
  const step = await changeSession(ctx, sessionId, (draft) => {
    for (const failure of offered.failures) sayMcpFailure(draft, failure);
    return decide(draft, { contextWindow: limits.window, opening });
  });
  const job: Job = { ctx, sessionId, session, runtime, tools, signal, maxTokens: limits.maxTokens };
  return carryOut(job, step);
}

type Job = {
  ctx: Ctx;
  sessionId: SessionId;
  session: LoopSession & { agentId: AgentId; messageCount: number };
  runtime: LoopRuntime;
  tools: Map<string, LoopTool>;
  signal: AbortSignal;
  maxTokens: number;
};

async function carryOut(job: Job, step: NextStep): Promise<Advance> {
  switch (step.do) {
    case "model":
      await askModel(job, step.requestId);
      return { next: "again" };
    case "compact":
      await sumUp(job, step.requestId);
      return { next: "again" };
    case "mcp":
      await callMcp(job.ctx, job.sessionId, job.runtime.mcp, job.session.config, step.call, job.signal);
      return { next: "again" };
    case "sleep":
      return { next: "sleep", untilMs: step.until.getTime() };
    case "wait":
      return { next: "wait" };
    case "end":
      return { next: "end" };
  }
}

/** Null once it is deleted. */
async function readSession(ctx: Ctx, sessionId: SessionId): Promise<Job["session"] | null> {
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({
        config: agentSnapshots.config,
        metadata: sessions.metadata,
        agentId: sessions.agentId,
        messageCount: liveSessions.messageCount,
      })
      .from(sessions)
      .innerJoin(liveSessions, and(eq(liveSessions.workspaceId, sessions.workspaceId), eq(liveSessions.sessionId, sessions.id)))
      .innerJoin(
        agentSnapshots,
        and(eq(agentSnapshots.workspaceId, sessions.workspaceId), eq(agentSnapshots.hash, sessions.agentSnapshotHash)),
      )
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, sessionId)));
    if (!row) return null;
    return { ...row, resources: await listSessionResources(tx, ctx, [sessionId]) };
  });
}

async function limitsOf(client: ModelClient | null, session: LoopSession, ctx: Ctx): Promise<{ window: number; maxTokens: number }> {
  const models = await listModels(client, ctx.clock).catch(() => []);
  const model = models.find((one) => one.id === session.config.model.id);
  return {
    window: model?.contextWindow ?? DEFAULT_WINDOW,
    maxTokens: Math.min(MOST_TOKENS, model?.mostOutputTokens ?? DEFAULT_MOST_TOKENS),
  };
}

/** What the agent has learned for this task, set before the first message as reference. Drawn and recorded once per session. */
async function openingFor(ctx: Ctx, sessionId: SessionId, session: Job["session"], tools: string[]): Promise<Record<string, unknown>[]> {
  if (session.messageCount > 0) return [];
  const task = await changeSession(ctx, sessionId, async (draft) => textOf(await queuedEvents(draft, "user.message")));
  if (task === "") return [];
  const { text } = await contextForSession(ctx, {
    agentId: session.agentId,
    sessionId,
    task,
    tools,
    metadata: session.metadata,
    modelId: session.config.model.id,
  });
  return text === null ? [] : [{ type: "text", text }];
}

async function readContext(ctx: Ctx, sessionId: SessionId): Promise<ContextMessage[]> {
  return inWorkspace(ctx, (tx) =>
    tx
      .select({ role: sessionMessages.role, content: sessionMessages.content })
      .from(sessionMessages)
      .innerJoin(
        liveSessions,
        and(eq(liveSessions.workspaceId, sessionMessages.workspaceId), eq(liveSessions.sessionId, sessionMessages.sessionId)),
      )
      .where(
        and(
          eq(sessionMessages.workspaceId, ctx.workspaceId),
          eq(sessionMessages.sessionId, sessionId),
          gte(sessionMessages.index, liveSessions.contextFrom),
        ),
      )
      .orderBy(asc(sessionMessages.index)),
  );
}

function requestOf(job: Job, messages: ContextMessage[]): ModelCallRequest {
  return toModelRequest({
    config: job.session.config,
    notices: [announceMemoryStores(job.session.resources)],
    tools: job.tools.values(),
    messages,
    maxTokens: job.maxTokens,
  });
}

async function askModel(job: Job, requestId: EventId): Promise<void> {
  const { ctx, sessionId, session, runtime, tools } = job;
  const context = await readContext(ctx, sessionId);
  const previews = new PreviewSender(ctx, sessionId, () => runtime.isWatched(sessionId));
  await paid(job, requestId, requestOf(job, context), previews.onDelta, async (draft, answer, cost) => {
    await previews.end();
    await commitAnswer(draft, { answer, tools, session, eventIds: previews.eventIds, ...cost });
  });
}

async function sumUp(job: Job, requestId: EventId): Promise<void> {
  const context = await readContext(job.ctx, job.sessionId);
  const request = {
    ...requestOf(job, toSummaryMessages(context)),
    ...(job.tools.size > 0 ? { tool_choice: { type: "none" as const } } : {}),
  };
  await paid(job, requestId, request, undefined, (draft, answer, cost) =>
    commitCompaction(draft, { answer, session: job.session, context, ...cost }),
  );
}

type Commit = (
  draft: Parameters<Parameters<typeof changeSession>[2]>[0],
  answer: ModelAnswer,
  cost: { costMicroUsd: number | null; durationMs: number },
) => Promise<void>;

/** Makes the request and commits what came of it, if the session still waits for it. */
async function paid(
  job: Job,
  requestId: EventId,
  request: ModelCallRequest,
  onDelta: PreviewSender["onDelta"] | undefined,
  commit: Commit,
): Promise<void> {
  const { ctx, sessionId, runtime, signal } = job;
  const startedAt = performance.now();
  let answer: ModelAnswer;
  try {
    if (!runtime.model) {
      throw new ModelError({
        kind: "authentication",
        message: "No model key is set: Reverie needs ANTHROPIC_API_KEY to run agents.",
        isRetryable: false,
      });
    }
    answer = await callModel(runtime.model, request, { signal, onDelta });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { failure } = error;
    await changeSession(ctx, sessionId, async (draft) => {
      if (draft.state.requestId === requestId) await commitFailure(draft, failure, runtime.random());
    });
    return;
  }
  const durationMs = performance.now() - startedAt;
  const price = await findPrice(ctx, job.session.config.model.id);
  const costMicroUsd = price === null ? null : Math.round(Number(costOf(answer.usage, price)) * 10_000);
  await changeSession(ctx, sessionId, async (draft) => {
    if (draft.state.requestId === requestId) await commit(draft, answer, { costMicroUsd, durationMs });
  });
}
