/** Requests to the model: what is asked, and the commit of what came of it. */
import { and, asc, eq, gte } from "drizzle-orm";
import { commitAnswer } from "@/lib/agent-loop/commit-answer";
import { commitCompaction, toSummaryMessages } from "@/lib/agent-loop/compact";
import { commitFailure } from "@/lib/agent-loop/fail";
import { PreviewSender } from "@/lib/agent-loop/previews";
import { type ContextMessage, toModelRequest } from "@/lib/agent-loop/request";
import type { LoopTool } from "@/lib/agent-loop/tools";
import type { LoopSession } from "@/lib/agent-loop/types";
import type { Ctx } from "@/lib/context";
import type { EventId, SessionId } from "@/lib/ids";
import { callModel, type ModelAnswer, type ModelCallRequest } from "@/lib/model/call";
import type { ModelClient } from "@/lib/model/client";
import { microUsdOf } from "@/lib/model/cost";
import { ModelError } from "@/lib/model/errors";
import { findPrice } from "@/lib/model/queries";
import type { ModelPrice } from "@/lib/model/types";
import { announceMemoryStores } from "@/lib/retrieval/announce-stores";
import { changeSession, type SessionDraft } from "@/lib/sessions/draft";
import { sessionMessages } from "@/lib/sessions/live-schema";

export type Question = {
  ctx: Ctx;
  sessionId: SessionId;
  session: LoopSession;
  tools: ReadonlyMap<string, LoopTool>;
  context: ContextMessage[];
  requestId: EventId;
  maxTokens: number;
  model: ModelClient | null;
  isWatched: (sessionId: SessionId) => boolean;
  random: () => number;
  signal: AbortSignal;
};

/** What the model is told: everything since the last summary. Call inside the transaction that decided to ask. */
export async function readContext(draft: SessionDraft): Promise<ContextMessage[]> {
  return draft.tx
    .select({ role: sessionMessages.role, content: sessionMessages.content })
    .from(sessionMessages)
    .where(
      and(
        eq(sessionMessages.workspaceId, draft.ctx.workspaceId),
        eq(sessionMessages.sessionId, draft.session.id),
        gte(sessionMessages.index, draft.state.contextFrom),
      ),
    )
    .orderBy(asc(sessionMessages.index));
}

/** Asks and writes down the answer; whether the session then waits for somebody else. */
export async function askModel(question: Question): Promise<boolean> {
  const { ctx, sessionId, session, tools, context } = question;
  const previews = new PreviewSender(ctx, sessionId, () => question.isWatched(sessionId));
  return paid(question, requestOf(question, context), previews.onDelta, async (draft, answer, cost) => {
    await previews.end();
    return commitAnswer(draft, { answer, tools, session, eventIds: previews.eventIds, ...cost });
  });
}

/** Asks for a summary of the context's old part, and puts it in its place. */
export async function sumUp(question: Question): Promise<void> {
  const { context, session, tools } = question;
  const request = {
    ...requestOf(question, toSummaryMessages(context)),
    ...(tools.size > 0 ? { tool_choice: { type: "none" as const } } : {}),
  };
  await paid(question, request, undefined, async (draft, answer, cost) => {
    commitCompaction(draft, { answer, session, context, ...cost });
    return false;
  });
}

function requestOf({ session, tools, maxTokens }: Question, messages: ContextMessage[]): ModelCallRequest {
  return toModelRequest({
    config: session.config,
    notices: [announceMemoryStores(session.resources)],
    tools: tools.values(),
    messages,
    maxTokens,
  });
}

type Commit = (draft: SessionDraft, answer: ModelAnswer, cost: { costMicroUsd: number | null; durationMs: number }) => Promise<boolean>;

/** Makes the request and commits what came of it, if the session still waits for it. */
async function paid(
  question: Question,
  request: ModelCallRequest,
  onDelta: PreviewSender["onDelta"] | undefined,
  commit: Commit,
): Promise<boolean> {
  const { ctx, sessionId, requestId, model, signal } = question;
  const startedAt = performance.now();
  let answer: ModelAnswer;
  try {
    answer = await call(model, request, { signal, onDelta });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { failure } = error;
    await changeSession(ctx, sessionId, async (draft) => {
      if (draft.state.requestId === requestId) await commitFailure(draft, failure, question.random());
    });
    return false;
  }
  const durationMs = performance.now() - startedAt;
  const price = await priceOf(ctx, question.session.config.model.id);
  const costMicroUsd = price === null ? null : microUsdOf(answer.usage, price);
  return changeSession(ctx, sessionId, async (draft) => {
    if (draft.state.requestId !== requestId) return false;
    return commit(draft, answer, { costMicroUsd, durationMs });
  });
}

function call(model: ModelClient | null, request: ModelCallRequest, options: Parameters<typeof callModel>[2]): Promise<ModelAnswer> {
  if (model) return callModel(model, request, options);
  throw new ModelError({
    kind: "authentication",
    message: "No model key is set: Reverie needs ANTHROPIC_API_KEY to run agents.",
    isRetryable: false,
  });
}

/** A price that was changed holds for what is asked from then on, give or take so long. */
const PRICE_KEPT_MS = 10_000;
const MOST_PRICES = 1_000;
const prices = new Map<string, { until: number; price: ModelPrice | null }>();

async function priceOf(ctx: Ctx, model: string): Promise<ModelPrice | null> {
  const key = `${ctx.workspaceId} ${model}`;
  const now = Date.now();
  const known = prices.get(key);
  if (known && known.until > now) return known.price;
  const price = await findPrice(ctx, model);
  if (prices.size >= MOST_PRICES) prices.clear();
  prices.set(key, { until: now + PRICE_KEPT_MS, price });
  return price;
}
