/** The only way to the tables of a workspace. */

import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";

const beforeCommitHooks = new WeakMap<object, Map<string, () => Promise<void>>>();

/** Runs `hook` once as the transaction's last statements, whatever comes after in the code. A second call with the same key replaces nothing. */
export function beforeCommit(tx: Tx, key: string, hook: () => Promise<void>): void {
  const hooks = beforeCommitHooks.get(tx) ?? new Map<string, () => Promise<void>>();
  if (!hooks.has(key)) hooks.set(key, hook);
  beforeCommitHooks.set(tx, hooks);
}

/**
 * Opens, or joins, the transaction in which row-level security shows this workspace and no other.
 * What `work` throws rolls everything back.
 */
export async function inWorkspace<T>(ctx: Ctx, work: (tx: Tx, ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.tx) return work(ctx.tx, ctx);
  return ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('reverie.workspace_id', ${ctx.workspaceId}, true)`);
    const result = await work(tx, { ...ctx, tx });
    for (const hook of beforeCommitHooks.get(tx)?.values() ?? []) await hook();
    return result;
  });
}
