import { and, eq, sql } from "drizzle-orm";
import { ensureAgentNamed, updateAgent } from "@/lib/agents/commands";
import { findAgentByName, getAgent } from "@/lib/agents/queries";
import type { AgentConfig, AgentView } from "@/lib/agents/types";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { actorId, asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { ensureImportedEnvironment } from "@/lib/environments/imported";
import { AppError, isAppError } from "@/lib/errors";
import { type EnvironmentId, type ImportId, newId } from "@/lib/ids";
import type { StartImportInput } from "@/lib/interop/inputs";
import { parseSessions } from "@/lib/interop/parse-sessions";
import { getImport, toImportView } from "@/lib/interop/queries";
import { imports } from "@/lib/interop/schema";
import type { ImportedSession, ImportProblem, ImportView } from "@/lib/interop/types";
import { announce } from "@/lib/live";
import { insertImportedReports } from "@/lib/outcomes/commands";
import { insertPastSessions, type PastSession } from "@/lib/sessions/commands";

/** A batch is written when it reaches either bound: large enough to be fast, small enough to hold in memory. */
const BATCH_SESSIONS = 100;
const BATCH_CHARACTERS = 2_000_000;
const MAX_ERRORS = 1_000;
const BEAT_EVERY_MS = 10_000;
const UNKNOWN_MODEL = "unknown";

export type ImportSource = { chunks: AsyncIterable<Uint8Array>; fileName: string | null };

/** Opens the record of an import, so that its progress can be followed while the body arrives. Throws `forbidden`, `not_found`. */
export async function startImport(ctx: Ctx, input: StartImportInput, fileName: string | null): Promise<ImportView> {
  assertCan(ctx.actor, "import.create");
  return inWorkspace(ctx, async (tx, inner) => {
    const agentId = input.agent_id
      ? (await getAgent(asSystem(inner, "import"), input.agent_id)).id
      : await findAgentByName(tx, inner, input.agent_name ?? "");
    const now = ctx.clock.now();
    const row: typeof imports.$inferSelect = {
      workspaceId: ctx.workspaceId,
      id: newId("import", now.getTime()),
      agentId,
      agentName: input.agent_name ?? null,
      format: input.format,
      fileName,
      status: "running",
      bytes: 0,
      received: 0,
      imported: 0,
      duplicates: 0,
      rejected: 0,
      errors: [],
      failure: null,
      createdAt: now,
      createdByType: ctx.actor.type,
      createdById: actorId(ctx.actor),
      createdByName: "name" in ctx.actor ? ctx.actor.name : null,
      heartbeatAt: now,
      endedAt: null,
    };
    await tx.insert(imports).values(row);
    recordAudit(tx, inner, {
      action: "import.start",
      subject: { type: "import", id: row.id },
      details: { format: row.format, file_name: fileName },
    });
    return toImportView(row);
  });
}

/**
 * Reads the body as it arrives and stores sessions batch by batch; what is in stays in, whatever happens later. Never throws for a bad body:
 * the import ends `failed` with a sentence. Memory is bounded by one batch and one record.
 */
export async function runImport(ctx: Ctx, started: ImportView, input: StartImportInput, source: ImportSource): Promise<ImportView> {
  const run = new ImportRun(ctx, started, input);
  try {
    for await (const item of parseSessions(run.counted(source.chunks), input.format)) {
      if (item.ok) await run.add(item.session);
      else run.reject(item.problem);
    }
    await run.flush();
    await run.settleModel();
    return await run.end("completed", null);
  } catch (error) {
    const message = isAppError(error) ? error.message : "The import stopped because of a fault on our side.";
    // What was read before the fault is kept: sending the file again skips it.
    await run.flush().catch(() => undefined);
    const view = await run.end("failed", message);
    if (!isAppError(error)) throw error;
    return view;
  }
}

class ImportRun {
  private agent: AgentView | null = null;
  private isNewAgent = false;
  private environmentId: EnvironmentId | null = null;
  private batch: ImportedSession[] = [];
  private batchCharacters = 0;
  private bytes = 0;
  private lastBeatMs = 0;
  private received = 0;
  private rejected = 0;
  private problems: ImportProblem[] = [];
  private readonly models = new Map<string, number>();

  constructor(
    private readonly ctx: Ctx,
    private readonly started: ImportView,
    private readonly input: StartImportInput,
  ) {}

  async *counted(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      this.bytes += chunk.byteLength;
      if (this.ctx.clock.now().getTime() - this.lastBeatMs > BEAT_EVERY_MS) await this.beat();
      yield chunk;
    }
  }

  /** Says that bytes still arrive: a slow upload fills no batch for a while and must not look abandoned. */
  private async beat(): Promise<void> {
    const now = this.ctx.clock.now();
    this.lastBeatMs = now.getTime();
    await inWorkspace(this.ctx, (tx) =>
      tx
        .update(imports)
        .set({ heartbeatAt: now, bytes: this.bytes })
        .where(and(eq(imports.workspaceId, this.ctx.workspaceId), eq(imports.id, this.started.id))),
    );
  }

  async add(session: ImportedSession): Promise<void> {
    this.received += 1;
    if (session.model) this.models.set(session.model, (this.models.get(session.model) ?? 0) + 1);
    this.batch.push(session);
    this.batchCharacters += sizeOf(session);
    if (this.batch.length >= BATCH_SESSIONS || this.batchCharacters >= BATCH_CHARACTERS) await this.flush();
  }

  reject(problem: ImportProblem): void {
    this.received += 1;
    this.rejected += 1;
    if (this.problems.length < MAX_ERRORS) this.problems.push(problem);
  }

  /** Stores the batch and the counters in one transaction. */
  async flush(): Promise<void> {
    const batch = this.batch;
    await inWorkspace(this.ctx, async (tx, ctx) => {
      let imported = 0;
      if (batch.length > 0) {
        const agent = await this.ensureAgent(ctx);
        this.environmentId ??= await ensureImportedEnvironment(tx, ctx);
        const target = { agentId: agent.id, agentVersion: agent.version, environmentId: this.environmentId, importId: this.started.id };
        const past = batch.map((session) => toPastSession(session, agent.config, ctx.clock.now().getTime()));
        const stored = await insertPastSessions(tx, ctx, target, past);
        await insertImportedReports(
          tx,
          ctx,
          batch.flatMap((session, index) => {
            const sessionId = past[index]?.id;
            if (!session.outcome || !sessionId || !stored.has(sessionId)) return [];
            return [{ sessionId, ...session.outcome }];
          }),
        );
        imported = stored.size;
      }
      await tx
        .update(imports)
        .set({
          agentId: this.agent?.id ?? this.started.agentId,
          bytes: this.bytes,
          received: this.received,
          rejected: this.rejected,
          errors: this.problems,
          imported: sql`${imports.imported} + ${imported}`,
          duplicates: sql`${imports.duplicates} + ${batch.length - imported}`,
          heartbeatAt: ctx.clock.now(),
        })
        .where(and(eq(imports.workspaceId, ctx.workspaceId), eq(imports.id, this.started.id)));
      await announce(ctx, { topic: "imports", id: this.started.id });
      if (imported > 0) await announce(ctx, { topic: "sessions", id: this.started.id, count: imported });
    });
    this.batch = [];
    this.batchCharacters = 0;
  }

  /** An agent that this import made takes the most frequent model of the whole file (first seen wins a tie). */
  async settleModel(): Promise<void> {
    const model = mostFrequent(this.models);
    if (!this.isNewAgent || !this.agent || model === null || model === this.agent.config.model.id) return;
    this.agent = await updateAgent(asSystem(this.ctx, "import"), this.agent.id, { model: { id: model } });
  }

  async end(status: "completed" | "failed", failure: string | null): Promise<ImportView> {
    await inWorkspace(this.ctx, async (tx, ctx) => {
      const now = ctx.clock.now();
      const [row] = await tx
        .update(imports)
        .set({ status, failure, endedAt: now, heartbeatAt: now, bytes: this.bytes })
        .where(and(eq(imports.workspaceId, ctx.workspaceId), eq(imports.id, this.started.id)))
        .returning();
      if (!row) throw new AppError("internal", "The import's record is gone.");
      const { received, imported, duplicates, rejected } = row;
      recordAudit(tx, ctx, {
        action: `import.${status === "completed" ? "complete" : "fail"}`,
        subject: { type: "import", id: row.id },
        details: { agent_id: row.agentId, received, imported, duplicates, rejected },
      });
    });
    return getImport(asSystem(this.ctx, "import"), this.started.id);
  }

  private async ensureAgent(ctx: Ctx): Promise<AgentView> {
    if (this.agent) return this.agent;
    const { tx } = ctx;
    if (!tx) throw new AppError("internal", "Needs an open workspace transaction.");
    if (this.started.agentId) {
      this.agent = await getAgent(asSystem(ctx, "import"), this.started.agentId);
      return this.agent;
    }
    const name = this.input.agent_name ?? "Imported agent";
    const model = { id: mostFrequent(this.models) ?? UNKNOWN_MODEL };
    const agentId = await ensureAgentNamed(tx, ctx, { name, model });
    this.isNewAgent = true;
    this.agent = await getAgent(asSystem(ctx, "import"), agentId);
    return this.agent;
  }
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const [model, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = model;
  return best;
}

/** Roughly the characters that the session's rows will hold. */
function sizeOf(session: ImportedSession): number {
  let size = 500;
  for (const event of session.events) size += 120 + JSON.stringify(event.payload).length;
  return size;
}

/** Gives ids to the session and its events and ties results to their calls by event id. */
function toPastSession(session: ImportedSession, agent: AgentConfig, atMs: number): PastSession {
  const callIds = new Map<string, ReturnType<typeof newId<"event">>>();
  const events = session.events.map((event) => {
    const id = newId("event", atMs);
    if (event.callRef === null) return { id, type: event.type, trust: event.trust, at: event.at, payload: event.payload };
    if (event.type === "agent.custom_tool_use") callIds.set(event.callRef, id);
    const payload =
      event.type === "user.custom_tool_result"
        ? { custom_tool_use_id: callIds.get(event.callRef) ?? null, ...event.payload }
        : event.payload;
    return { id, type: event.type, trust: event.trust, at: event.at, payload };
  });
  return {
    id: newId("session", atMs),
    externalId: session.externalId,
    contentHash: session.contentHash,
    title: session.title,
    metadata: session.metadata,
    taskKey: session.taskKey,
    variant: session.variant,
    model: session.model,
    userKey: session.userKey,
    startedAt: session.startedAt,
    endedAt: session.endedAt,
    usage: session.usage,
    outcomeSuccess: session.outcome?.success ?? null,
    agent: {
      ...agent,
      model: session.model ? { id: session.model } : agent.model,
      system: session.systemPrompt ?? agent.system,
      tools: session.tools ? session.tools.map((tool) => ({ type: "custom", ...tool })) : agent.tools,
    },
    events,
  };
}

/** Ends imports whose process died: their bytes stopped arriving. Returns how many. Called by the worker's sweep with a system context. */
export async function failStalledImport(ctx: Ctx, importId: ImportId, stalledBefore: Date): Promise<void> {
  await inWorkspace(ctx, async (tx) => {
    await tx
      .update(imports)
      .set({
        status: "failed",
        failure: "The server stopped while the file was arriving. Send it again: what is in is skipped.",
        endedAt: ctx.clock.now(),
      })
      .where(
        and(
          eq(imports.workspaceId, ctx.workspaceId),
          eq(imports.id, importId),
          eq(imports.status, "running"),
          sql`${imports.heartbeatAt} < ${stalledBefore.toISOString()}::timestamptz`,
        ),
      );
  });
}
