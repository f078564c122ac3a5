/** One step of a session's run: decide under the lock, do the slow thing without it, write the result under it. */
import { and, eq } from "drizzle-orm";
import { askModel, readContext, sumUp } from "@/lib/agent-loop/ask";
import { textOf } from "@/lib/agent-loop/context-events";
import { decide, queuedEvents } from "@/lib/agent-loop/decide";
import { callMcp, type RunMcp, sayMcpFailure } from "@/lib/agent-loop/mcp";
import type { ContextMessage } from "@/lib/agent-loop/request";
import { type LoopTool, toolsOf } from "@/lib/agent-loop/tools";
import type { LoopSession, NextStep } from "@/lib/agent-loop/types";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { isAppError } from "@/lib/errors";
import type { AgentId, SessionId } from "@/lib/ids";
import type { ModelClient } from "@/lib/model/client";
import { listModels } from "@/lib/model/models";
import { contextForSession } from "@/lib/retrieval/commands";
import { changeSession } from "@/lib/sessions/draft";
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
  /** What the run knows of its session; read anew when its configuration changed. */
  memo: { session: KnownSession | null };
};

type KnownSession = LoopSession & { agentId: AgentId; snapshotHash: string; window: number; maxTokens: number; hasBegun: boolean };

/** What the run does next: go on at once, wait for input, wait until then, or end. */
export type Advance = { next: "again" } | { next: "wait" } | { next: "sleep"; untilMs: number } | { next: "end" };

/**
 * Safe to repeat after a crash at any point: what was announced and not answered is asked again, what was answered is not. `signal` ends a
 * request to the model at once, for an interrupt. Throws only for faults of the database.
 */
export async function advance(ctx: Ctx, sessionId: SessionId, runtime: LoopRuntime, signal: AbortSignal): Promise<Advance> {
  try {
    return await advanceKnown(ctx, sessionId, runtime, signal);
  } catch (error) {
    // Deleted meanwhile: nothing is left to do.
    if (isAppError(error, "not_found")) return { next: "end" };
    throw error;
  }
}

async function advanceKnown(ctx: Ctx, sessionId: SessionId, runtime: LoopRuntime, signal: AbortSignal): Promise<Advance> {
  runtime.memo.session ??= await readSession(ctx, sessionId, runtime.model);
  const session = runtime.memo.session;
  if (!session) return { next: "end" };
  const offered = await runtime.mcp.offered(session.config, signal);
  const tools = toolsOf(session.config, offered.tools);
  const opening = await openingFor(ctx, sessionId, session, tools);
  const decided = await changeSession(ctx, sessionId, async (draft): Promise<Decided> => {
    if (draft.session.snapshotHash !== session.snapshotHash) return null;
    for (const failure of offered.failures) sayMcpFailure(draft, failure);
    const step = await decide(draft, { contextWindow: session.window, opening });
    return { step, context: step.do === "model" || step.do === "compact" ? await readContext(draft) : [] };
  });
  if (decided) return carryOut({ ctx, sessionId, session, tools, runtime, signal }, decided);
  runtime.memo.session = null;
  return { next: "again" };
}

/** Null when the session's configuration is no longer the one that was read. */
type Decided = { step: NextStep; context: ContextMessage[] } | null;

type Job = {
  ctx: Ctx;
  sessionId: SessionId;
  session: KnownSession;
  tools: Map<string, LoopTool>;
  runtime: LoopRuntime;
  signal: AbortSignal;
};

async function carryOut(job: Job, { step, context }: NonNullable<Decided>): Promise<Advance> {
  const { ctx, sessionId, session, tools, runtime, signal } = job;
  const { model, isWatched, random } = runtime;
  const question = { ctx, sessionId, session, tools, context, maxTokens: session.maxTokens, model, isWatched, random, signal };
  switch (step.do) {
    case "model":
      // Whatever else came meanwhile has stirred the run.
      return { next: (await askModel({ ...question, requestId: step.requestId })) ? "wait" : "again" };
    case "compact":
      await sumUp({ ...question, requestId: step.requestId });
      return { next: "again" };
    case "mcp":
      await callMcp(ctx, sessionId, runtime.mcp, session.config, step.call, signal);
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
async function readSession(ctx: Ctx, sessionId: SessionId, client: ModelClient | null): Promise<KnownSession | null> {
  const read = await inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({
        config: agentSnapshots.config,
        snapshotHash: sessions.agentSnapshotHash,
        metadata: sessions.metadata,
        agentId: sessions.agentId,
      })
      .from(sessions)
      .innerJoin(
        agentSnapshots,
        and(eq(agentSnapshots.workspaceId, sessions.workspaceId), eq(agentSnapshots.hash, sessions.agentSnapshotHash)),
      )
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, sessionId)));
    return row ? { ...row, resources: await listSessionResources(tx, ctx, [sessionId]) } : null;
  });
  if (!read) return null;
  const models = await listModels(client, ctx.clock).catch(() => []);
  const model = models.find((one) => one.id === read.config.model.id);
  return {
    ...read,
    hasBegun: false,
    window: model?.contextWindow ?? DEFAULT_WINDOW,
    maxTokens: Math.min(MOST_TOKENS, model?.mostOutputTokens ?? DEFAULT_MOST_TOKENS),
  };
}

/** What the agent has learned for this task, set before the first message as reference. Drawn and recorded once per session. */
async function openingFor(
  ctx: Ctx,
  sessionId: SessionId,
  session: KnownSession,
  tools: ReadonlyMap<string, LoopTool>,
): Promise<Record<string, unknown>[]> {
  if (session.hasBegun) return [];
  const task = await changeSession(ctx, sessionId, async (draft) => {
    session.hasBegun = draft.state.messageCount > 0;
    return session.hasBegun ? "" : textOf(await queuedEvents(draft, "user.message"));
  });
  if (task === "") return [];
  const { text } = await contextForSession(ctx, {
    agentId: session.agentId,
    sessionId,
    task,
    tools: [...tools.keys()],
    metadata: session.metadata,
    modelId: session.config.model.id,
  });
  return text === null ? [] : [{ type: "text", text }];
}
