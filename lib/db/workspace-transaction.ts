/** The only way to the tables of a workspace. */

import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Database, Tx } from "@/lib/db/client";
import { log } from "@/lib/log";

const beforeCommitHooks = new WeakMap<object, Map<string, () => Promise<void>>>();

/** Runs `hook` once as the transaction's last statements, whatever comes after in the code. A second call with the same key replaces nothing. */
export function beforeCommit(tx: Tx, key: string, hook: () => Promise<void>): void {
  const hooks = beforeCommitHooks.get(tx) ?? new Map<string, () => Promise<void>>();
  if (!hooks.has(key)) hooks.set(key, hook);
  beforeCommitHooks.set(tx, hooks);
}

type Notice = { channel: string; payload: string };
const notices = new WeakMap<object, Notice[]>();

/**
 * Tells listeners once the transaction has committed, and not at all where it rolls back. PostgreSQL would send a NOTIFY of the transaction
 * itself at its commit, but under one lock of the whole server that is held while the disk writes: busy writers would commit one by one. What
 * is told here may be lost when the process dies at that moment, so it must be news of rows and nothing more.
 */
export function notifyAfterCommit(tx: Tx, channel: string, payload: string): void {
  const waiting = notices.get(tx) ?? [];
  waiting.push({ channel, payload });
  notices.set(tx, waiting);
}

/** Tells listeners now, without waiting for the disk: there is nothing to keep. */
export async function notifyNow(db: Pick<Database, "execute">, told: readonly Notice[]): Promise<void> {
  if (told.length === 0) return;
  await db.execute(sql`
    select set_config('synchronous_commit', 'off', true), pg_notify(n.channel, n.payload)
    from jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb) as n (channel text, payload text)`);
}

/**
 * Opens, or joins, the transaction in which row-level security shows this workspace and no other.
 * What `work` throws rolls everything back.
 */
export async function inWorkspace<T>(ctx: Ctx, work: (tx: Tx, ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.tx) return work(ctx.tx, ctx);
  let told: Notice[] = [];
  const result = await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('reverie.workspace_id', ${ctx.workspaceId}, true)`);
    const done = await work(tx, { ...ctx, tx });
    for (const hook of beforeCommitHooks.get(tx)?.values() ?? []) await hook();
    told = notices.get(tx) ?? [];
    return done;
  });
  // The work is done and kept: that nobody hears of it must not make it look failed.
  await notifyNow(ctx.db, told).catch((error: unknown) => log.warn("news of a change was lost", { error }));
  return result;
}
