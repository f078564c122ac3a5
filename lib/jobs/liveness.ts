/**
 * Which workers live. A worker holds a session-level advisory lock named by its executor id; Postgres itself lets go of it when the
 * connection dies. That lock is the one truth: the table only lists the ids to ask about.
 */
import os from "node:os";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import type { Clock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";

/** First key of the advisory locks that executors hold. */
const EXECUTOR_LOCK = 7_236_002;
const PING_EVERY_MS = 5_000;

export type Liveness = {
  /** Says that this worker takes work from now on. */
  markReady(): Promise<void>;
  /** Says that it has swept just now. */
  markSwept(): Promise<void>;
  /** Takes over what dead executors left: `recover` gets their ids, each once, while no other survivor can. */
  takeOverDead(recover: (executorId: string) => Promise<void>): Promise<string[]>;
  close(): Promise<void>;
};

/** Announces this executor and holds its lock. `onLost` is called when the lock can no longer be proven held: the process must stop. */
export async function announceExecutor(options: {
  databaseUrl: string;
  executorId: string;
  clock: Clock;
  onLost: () => void;
}): Promise<Liveness> {
  let isClosing = false;
  const lost = () => {
    if (!isClosing) options.onLost();
  };
  // One connection that is never recycled: the lock lives and dies with it.
  const client = postgres(options.databaseUrl, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    onnotice: () => {},
    onclose: lost,
    connection: { application_name: "reverie-worker-lock" },
  });
  await client`select pg_advisory_lock(${EXECUTOR_LOCK}, hashtext(${options.executorId}))`;
  await client`
    insert into worker_executors (executor_id, host, pid, started_at)
    values (${options.executorId}, ${os.hostname()}, ${process.pid}, ${options.clock.now().toISOString()})`;
  const ping = setInterval(() => void client`select 1`.catch(lost), PING_EVERY_MS);
  return {
    async markReady() {
      await client`update worker_executors set ready_at = ${options.clock.now().toISOString()} where executor_id = ${options.executorId}`;
    },
    async markSwept() {
      await client`update worker_executors set swept_at = ${options.clock.now().toISOString()} where executor_id = ${options.executorId}`;
    },
    async takeOverDead(recover) {
      const others = await client<
        { executor_id: string }[]
      >`select executor_id from worker_executors where executor_id <> ${options.executorId}`;
      const dead: string[] = [];
      for (const { executor_id: id } of others) {
        const [got] = await client<{ ok: boolean }[]>`select pg_try_advisory_lock(${EXECUTOR_LOCK}, hashtext(${id})) as ok`;
        if (!got?.ok) continue;
        try {
          await recover(id);
          await client`delete from worker_executors where executor_id = ${id}`;
          dead.push(id);
        } finally {
          await client`select pg_advisory_unlock(${EXECUTOR_LOCK}, hashtext(${id}))`;
        }
      }
      return dead;
    },
    async close() {
      isClosing = true;
      clearInterval(ping);
      await client`delete from worker_executors where executor_id = ${options.executorId}`.catch(() => undefined);
      await client.end({ timeout: 2 });
    },
  };
}

/** Whether worker `w` holds its lock right now. */
const HOLDS_LOCK = sql`exists (
  select 1 from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 2
    and l.classid = ${EXECUTOR_LOCK}::oid and l.objid = (hashtext(w.executor_id)::bigint & 4294967295)::oid
    and l.database = (select oid from pg_database where datname = current_database()))`;

/** Whether at least one worker takes work and holds its lock right now. */
export async function hasLiveWorker(db: Database): Promise<boolean> {
  const rows = await db.execute(sql`select 1 from worker_executors w where w.ready_at is not null and ${HOLDS_LOCK} limit 1`);
  return rows.length > 0;
}

export type WorkerState = {
  id: string;
  host: string;
  pid: number;
  startedAt: Date;
  readyAt: Date | null;
  sweptAt: Date | null;
  isAlive: boolean;
};

/** The workers that live, and the dead ones whose work nobody has taken over yet; oldest first. */
export async function listWorkers(db: Database): Promise<WorkerState[]> {
  const rows = await db.execute<
    Record<"startedAt" | "readyAt" | "sweptAt", string | null> & Omit<WorkerState, "startedAt" | "readyAt" | "sweptAt">
  >(sql`
    select w.executor_id as id, w.host, w.pid, w.started_at as "startedAt", w.ready_at as "readyAt", w.swept_at as "sweptAt", ${HOLDS_LOCK} as "isAlive"
    from worker_executors w order by w.started_at, w.executor_id`);
  const at = (text: string | null) => (text === null ? null : new Date(text));
  return rows.map(({ startedAt, readyAt, sweptAt, ...worker }) => ({
    ...worker,
    startedAt: new Date(startedAt ?? 0),
    readyAt: at(readyAt),
    sweptAt: at(sweptAt),
  }));
}
