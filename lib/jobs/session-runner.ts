/**
 * Runs the agent loop of sessions. A run is a workflow whose steps are the loop's; between two inputs it stays in memory for a while, so that a
 * tool result or a message goes on within milliseconds. What wakes it is a notification; what it does is read from the session's rows.
 */
import { DBOS } from "@dbos-inc/dbos-sdk";
import postgres from "postgres";
import { type Advance, advance, type LoopRuntime } from "@/lib/agent-loop/advance";
import { RunMcp } from "@/lib/agent-loop/mcp";
import { claimRun, endRun, failRun, isInterrupted, passOn } from "@/lib/agent-loop/run";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import type { SessionId } from "@/lib/ids";
import { jobs, type SessionJob } from "@/lib/jobs/contracts";
import { step } from "@/lib/jobs/workflows/step";
import { log } from "@/lib/log";
import type { ModelClient } from "@/lib/model/client";
import { WAKE_CHANNEL, WATCH_AGAIN_MS, WATCH_CHANNEL, type WakeNews, type WatchNews } from "@/lib/sessions/notifications";

/** How long a run without work stays in memory. */
const PARK_MS = 60_000;
/** A run has so many steps at most: after a crash all of them are read again. What is left goes to the next run. */
const STEPS_PER_RUN = 200;

/** `isStirred`: something may have come since the loop last looked. */
type Entry = { isStirred: boolean; resume: (() => void) | null; calling: AbortController | null; mcp: RunMcp; memo: LoopRuntime["memo"] };

export type SessionRunner = {
  listen(): Promise<void>;
  /** Begins a run that nobody began; safe to repeat, and on several workers at once. */
  begin(job: SessionJob): Promise<void>;
  /** Lets go of all runs: those at rest end, others are taken up by the next worker. */
  stop(): Promise<void>;
};

type Deps = { databaseUrl: string; db: Database; clock: Clock; model: ModelClient | null };

/** Registers the workflow; call once, before launch. */
export function registerSessionRunner(deps: Deps): SessionRunner {
  const runner = new Runner(deps);
  runner.workflow = DBOS.registerWorkflow((job: SessionJob) => runner.run(job), { name: jobs.session.workflow });
  return runner;
}

class Runner implements SessionRunner {
  workflow: ((job: SessionJob) => Promise<void>) | null = null;
  private readonly entries = new Map<string, Entry>();
  private readonly watchedUntil = new Map<SessionId, number>();
  private readonly runtime: Omit<LoopRuntime, "mcp" | "memo">;
  private listener: postgres.Sql | null = null;
  private isStopping = false;

  constructor(private readonly deps: Deps) {
    const isWatched = (sessionId: SessionId) => (this.watchedUntil.get(sessionId) ?? 0) > Date.now();
    this.runtime = { model: deps.model, isWatched, random: Math.random };
  }

  async listen(): Promise<void> {
    const listener = postgres(this.deps.databaseUrl, {
      max: 1,
      onnotice: () => {},
      connection: { application_name: "reverie-worker-listen" },
    });
    this.listener = listener;
    // After a lost connection nobody knows what was missed: every run looks for itself.
    const lookAgain = () => {
      for (const entry of this.entries.values()) stir(entry);
    };
    await listener.listen(WAKE_CHANNEL, (payload) => void this.wake(JSON.parse(payload) as WakeNews), lookAgain);
    await listener.listen(WATCH_CHANNEL, (payload) => this.watch(JSON.parse(payload) as WatchNews));
  }

  async begin(job: SessionJob): Promise<void> {
    if (this.isStopping || !this.workflow) return;
    if (!(await claimRun(this.ctxOf(job), job.sessionId, job.run))) return;
    await DBOS.startWorkflow(this.workflow, { workflowID: jobs.session.workflowId(job) })(job);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.listener?.end({ timeout: 2 });
    for (const entry of this.entries.values()) entry.resume?.();
  }

  async run(job: SessionJob): Promise<void> {
    const id = jobs.session.workflowId(job);
    const entry: Entry = { isStirred: true, resume: null, calling: null, mcp: new RunMcp(), memo: { session: null } };
    this.entries.set(id, entry);
    try {
      let last: Advance = { next: "again" };
      for (let done = 0; done < STEPS_PER_RUN; done += 1) {
        const before: Advance = last;
        last = await step<Advance>("advance", () => this.advance(job, entry, before));
        if (last.next === "end") return;
      }
      await step("pass on", () => passOn(this.ctxOf(job), job.sessionId));
    } catch (error) {
      log.error("a session's run failed", { sessionId: job.sessionId, error });
      await step("fail", () => failRun(this.ctxOf(job), job.sessionId));
    } finally {
      this.entries.delete(id);
      await entry.mcp.close();
    }
  }

  private async advance(job: SessionJob, entry: Entry, last: Advance): Promise<Advance> {
    const ctx = this.ctxOf(job);
    const { sessionId } = job;
    if (last.next === "wait" || last.next === "sleep") {
      const ms = last.next === "wait" ? PARK_MS : last.untilMs - this.deps.clock.now().getTime();
      await this.park(entry, ms);
      if (last.next === "wait" && !entry.isStirred && (await endRun(ctx, sessionId))) return { next: "end" };
    }
    if (this.isStopping) {
      await passOn(ctx, sessionId);
      return { next: "end" };
    }
    entry.isStirred = false;
    entry.calling = new AbortController();
    try {
      return await advance(ctx, sessionId, { ...this.runtime, mcp: entry.mcp, memo: entry.memo }, entry.calling.signal);
    } finally {
      entry.calling = null;
    }
  }

  /** Until something comes, the time is over, or the worker stops. */
  private async park(entry: Entry, ms: number): Promise<void> {
    if (entry.isStirred || this.isStopping || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      entry.resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    entry.resume = null;
  }

  private async wake([workspaceId, sessionId, run]: WakeNews): Promise<void> {
    const job = { workspaceId, sessionId, run };
    const entry = this.entries.get(jobs.session.workflowId(job));
    try {
      if (!entry) return await this.begin(job);
      stir(entry);
      if (entry.calling && (await isInterrupted(this.ctxOf(job), sessionId))) entry.calling?.abort();
    } catch (error) {
      log.warn("a wake-up was lost; the sweep or the run itself will look", { sessionId, error });
    }
  }

  private watch([, sessionId]: WatchNews): void {
    const now = Date.now();
    this.watchedUntil.set(sessionId, now + WATCH_AGAIN_MS * 2.5);
    if (this.watchedUntil.size > 10_000) for (const [id, until] of this.watchedUntil) if (until < now) this.watchedUntil.delete(id);
  }

  private ctxOf({ workspaceId, sessionId }: SessionJob): Ctx {
    const { db, clock } = this.deps;
    return { db, clock, workspaceId, requestId: `job:${sessionId}`, actor: { type: "system", name: "agent loop" } };
  }
}

function stir(entry: Entry): void {
  entry.isStirred = true;
  entry.resume?.();
}
