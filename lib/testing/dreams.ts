/** Runs a dream's stages in this process, without the durable library: for tests of what the stages do. */
import type { Ctx } from "@/lib/context";
import { beginDream, startDream } from "@/lib/dreaming/commands";
import { getDream } from "@/lib/dreaming/queries";
import { authorCandidates, reconcileChanges } from "@/lib/dreaming/stages/author";
import { chooseAuthor } from "@/lib/dreaming/stages/choose-author";
import { digestSessions } from "@/lib/dreaming/stages/digest";
import { mineCandidates, validateCandidates } from "@/lib/dreaming/stages/mine";
import { proposeChanges } from "@/lib/dreaming/stages/propose";
import { selectSessions } from "@/lib/dreaming/stages/select";
import { verifyChanges } from "@/lib/dreaming/stages/verify";
import type { DreamView } from "@/lib/dreaming/types";
import type { AgentId, DreamId } from "@/lib/ids";
import { runImport, startImport } from "@/lib/interop/commands";
import type { ModelClient } from "@/lib/model/client";
import { bytesOfSessions, plannedSessions } from "@/lib/testing/sessions";

/** An agent with that many planned sessions. */
export async function importPlanned(ctx: Ctx, name: string, count: number): Promise<AgentId> {
  const input = { agent_name: name, format: "reverie" as const };
  const done = await runImport(ctx, await startImport(ctx, input, null), input, {
    chunks: bytesOfSessions(plannedSessions(count)),
    fileName: null,
  });
  if (!done.agentId || done.status !== "completed") throw new Error(`The import ended ${done.status}: ${done.failure}`);
  return done.agentId;
}

/** Asks for a dream as `ctx` and runs it to its end. */
export async function dreamInProcess(
  ctx: Ctx,
  agentId: AgentId,
  sessions: "new" | { since: string | null; until: string | null } = "new",
  model: ModelClient | null = null,
): Promise<DreamView> {
  const dream = await startDream(ctx, { agent_id: agentId, sessions }, "manual");
  const worker: Ctx = { ...ctx, actor: { type: "system", name: "dream" } };
  await beginDream(worker, dream.id);
  if (await chooseAuthor({ ctx: worker, dreamId: dream.id, model })) return finishInProcess(worker, dream.id, undefined, model);
  return getDream(worker, dream.id);
}

const STAGES = [
  selectSessions,
  digestSessions,
  mineCandidates,
  validateCandidates,
  authorCandidates,
  reconcileChanges,
  verifyChanges,
  proposeChanges,
];

/** Runs what is left of a running dream's stages. */
export async function finishInProcess(worker: Ctx, dreamId: DreamId, run?: number, model: ModelClient | null = null): Promise<DreamView> {
  for (const stage of STAGES) await stage({ ctx: worker, dreamId, run, model });
  return getDream(worker, dreamId);
}

/** Begins a store's dream and runs its first so many stages, all of them unless said. */
export async function runStoreDream(ctx: Ctx, dreamId: DreamId, stages = STAGES.length, model: ModelClient | null = null): Promise<void> {
  const worker: Ctx = { ...ctx, actor: { type: "system", name: "dream" } };
  await beginDream(worker, dreamId);
  await chooseAuthor({ ctx: worker, dreamId, model });
  for (const stage of STAGES.slice(0, stages)) await stage({ ctx: worker, dreamId, model });
}
