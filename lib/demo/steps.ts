/** What loading the sample does, step by step; each can be repeated. */
import { eq } from "drizzle-orm";
import { createAgent } from "@/lib/agents/commands";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { sampleLoads } from "@/lib/demo/schema";
import { partsOf, SAMPLE_MODEL, type SamplePart, sampleLines } from "@/lib/demo/sessions";
import { SAMPLE_AGENTS, type SampleAgentName } from "@/lib/demo/types";
import { beginDream, startDream } from "@/lib/dreaming/commands";
import { decideChange } from "@/lib/dreaming/decide";
import { publishChangeSet } from "@/lib/dreaming/publish";
import { listChanges, listDreams } from "@/lib/dreaming/queries";
import { authorCandidates, reconcileChanges } from "@/lib/dreaming/stages/author";
import { digestSessions } from "@/lib/dreaming/stages/digest";
import { mineCandidates, validateCandidates } from "@/lib/dreaming/stages/mine";
import { proposeChanges } from "@/lib/dreaming/stages/propose";
import { selectSessions } from "@/lib/dreaming/stages/select";
import { verifyChanges } from "@/lib/dreaming/stages/verify";
import { AppError } from "@/lib/errors";
import type { AgentId } from "@/lib/ids";
import { runImport, startImport } from "@/lib/interop/commands";
import { MAX_LIMIT } from "@/lib/paging";

const DAY_MS = 86_400_000;
const STAGES = [
  selectSessions,
  digestSessions,
  mineCandidates,
  validateCandidates,
  authorCandidates,
  reconcileChanges,
  verifyChanges,
  proposeChanges,
] as const;

export type SampleStep =
  | { kind: "import"; name: SampleAgentName; words: string }
  | { kind: "dream"; name: SampleAgentName; part: number; isPublished: boolean; words: string };

/** Imports first, then each agent's dreams in their order; the last of each is left for review. */
export function samplePlan(): SampleStep[] {
  const imports = SAMPLE_AGENTS.map((name): SampleStep => ({ kind: "import", name, words: `Importing sessions of the ${lower(name)}` }));
  const dreams = SAMPLE_AGENTS.flatMap((name) =>
    partsOf(name).map(
      (_, part, parts): SampleStep => ({
        kind: "dream",
        name,
        part,
        isPublished: part < parts.length - 1,
        words: `Dreaming on sessions of the ${lower(name)}${parts.length > 1 ? `, part ${part + 1} of ${parts.length}` : ""}`,
      }),
    ),
  );
  return [...imports, ...dreams];
}

/** `ctx` is the system's, named "Sample data": so history and audit say whose act it was. */
export async function runSampleStep(ctx: Ctx, step: SampleStep): Promise<void> {
  const loadedAt = await loadTime(ctx);
  if (step.kind === "import") return importSessions(ctx, step.name, loadedAt);
  const agentId = await sampleAgentId(ctx, step.name);
  const part = partsOf(step.name)[step.part];
  if (!part) throw new AppError("internal", `The ${step.name} has no part ${step.part}.`);
  const scope = scopeOf(part, loadedAt);
  const before = await listDreams(ctx, { agentId, limit: MAX_LIMIT, includeArchived: true });
  // Saved, but the run stopped before it was told: nothing is left to do.
  if (before.items.some((dream) => typeof dream.scope === "object" && "since" in dream.scope && dream.scope.since === scope.since)) return;
  await dreamInThePast(ctx, { agentId, scope, at: new Date(loadedAt.getTime() - part.toDay * DAY_MS), isPublished: step.isPublished });
}

async function importSessions(ctx: Ctx, name: SampleAgentName, loadedAt: Date): Promise<void> {
  const agentId = (await findSampleAgent(ctx, name)) ?? (await makeAgent(ctx, name));
  const input = { agent_id: agentId, format: "reverie" as const };
  const bytes = new TextEncoder().encode(`${sampleLines(name, loadedAt).join("\n")}\n`);
  const chunks = (async function* () {
    yield bytes;
  })();
  const started = await startImport(ctx, input, `sample, ${lower(name)}`);
  const done = await runImport(ctx, started, input, { chunks, fileName: null });
  if (done.status !== "completed") throw new AppError("internal", `The sample's import ended ${done.status}: ${done.failure}`);
}

/** The agent and the note that it is the sample's are one transaction: nothing else is ever removed with the sample. */
async function makeAgent(ctx: Ctx, name: SampleAgentName): Promise<AgentId> {
  return inWorkspace(ctx, async (tx, inner) => {
    const agent = await createAgent(inner, {
      name,
      model: { id: SAMPLE_MODEL },
      description: "Sample data: made up, and removed with it.",
      metadata: { demo: "true", sample: name },
    });
    const [row] = await tx.select({ agentIds: sampleLoads.agentIds }).from(sampleLoads).where(eq(sampleLoads.workspaceId, ctx.workspaceId));
    await tx
      .update(sampleLoads)
      .set({ agentIds: [...(row?.agentIds ?? []), agent.id] })
      .where(eq(sampleLoads.workspaceId, ctx.workspaceId));
    return agent.id;
  });
}

type PastDream = { agentId: AgentId; scope: { since: string; until: string }; at: Date; isPublished: boolean };

/**
 * A real dream, and the real decisions and publication, written as of `at`. One transaction: it is there whole or not at all, and no sweep takes
 * it for work that was left behind. Its audit entries carry the true time.
 */
async function dreamInThePast(ctx: Ctx, { agentId, scope, at, isPublished }: PastDream): Promise<void> {
  const clock = new PastClock(ctx.clock, at);
  await inWorkspace({ ...ctx, clock }, async (_tx, inner) => {
    const dream = await startDream(inner, { agent_id: agentId, sessions: scope }, "manual");
    await beginDream(inner, dream.id);
    for (const stage of STAGES) await stage({ ctx: inner, dreamId: dream.id });
    if (isPublished) await publishAll(inner, dream.id);
    clock.release();
  });
}

async function publishAll(ctx: Ctx, dreamId: Parameters<typeof publishChangeSet>[1]): Promise<void> {
  const { items } = await listChanges(ctx, { dreamId, limit: MAX_LIMIT });
  const ready = items.filter((change) => !change.isHeld);
  for (const change of ready) await decideChange(ctx, { dreamId, changeId: change.id }, { decision: "approve" });
  if (ready.length > 0) await publishChangeSet(ctx, dreamId, { message: "Sample data: what this dream found" });
}

/** Runs on from a moment in the past until it is released; then it tells the time. */
class PastClock implements Clock {
  private offsetMs: number;
  constructor(
    private readonly real: Clock,
    at: Date,
  ) {
    this.offsetMs = real.now().getTime() - at.getTime();
  }
  now(): Date {
    return new Date(this.real.now().getTime() - this.offsetMs);
  }
  release(): void {
    this.offsetMs = 0;
  }
}

function scopeOf(part: SamplePart, loadedAt: Date): { since: string; until: string } {
  const day = (days: number) => new Date(loadedAt.getTime() - days * DAY_MS).toISOString();
  // Working hours move a session by some hours: the first part reaches back a little further.
  return { since: day(part.fromDay >= 26 ? part.fromDay + 2 : part.fromDay), until: day(part.toDay) };
}

async function loadTime(ctx: Ctx): Promise<Date> {
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx.select({ at: sampleLoads.createdAt }).from(sampleLoads).where(eq(sampleLoads.workspaceId, ctx.workspaceId));
    if (!row) throw new AppError("not_found", "The sample data is no longer wanted.");
    return row.at;
  });
}

async function findSampleAgent(ctx: Ctx, name: SampleAgentName): Promise<AgentId | null> {
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx.select({ agentIds: sampleLoads.agentIds }).from(sampleLoads).where(eq(sampleLoads.workspaceId, ctx.workspaceId));
    return row?.agentIds[SAMPLE_AGENTS.indexOf(name)] ?? null;
  });
}

async function sampleAgentId(ctx: Ctx, name: SampleAgentName): Promise<AgentId> {
  const found = await findSampleAgent(ctx, name);
  if (!found) throw new AppError("internal", `The ${name} is missing.`);
  return found;
}

function lower(name: string): string {
  return name.toLowerCase();
}
