/** Tells every open console that something changed. The news leaves with the transaction's commit, and not at all where it rolls back. */
import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { News } from "@/lib/live-news";

export const LIVE_CHANNEL = "reverie_live";

/**
 * Announces that the thing with that id was made or changed. Ids only: whoever hears it reads the thing with their own permissions. Saying the
 * same twice in a transaction sends it once.
 */
export async function announce(ctx: Ctx, news: News): Promise<void> {
  const payload = newsPayload(ctx, news);
  await (ctx.tx ?? ctx.db).execute(sql`select pg_notify(${LIVE_CHANNEL}, ${payload})`);
}

/** As it goes over the channel; for writers too busy to let their commits wait for each other. */
export function newsPayload(ctx: Pick<Ctx, "workspaceId">, news: News): string {
  return JSON.stringify([ctx.workspaceId, news.topic, news.id, news.count]);
}
