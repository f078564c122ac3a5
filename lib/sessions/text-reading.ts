/** Chooses how words are looked for, and how common they are, without reading all of their sessions. */
import { sql } from "drizzle-orm";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { conditionOf, type ListFilter, type TextReading } from "@/lib/sessions/list-filter";

/** So many of the latest sessions show how common the words are. */
const LOOKED_AT = 300;
/** From this share on, reading in order has a page sooner than the index has every session. */
const COMMON_FROM = 0.25;

const asksForWords = ({ text, tool, failedTool }: ListFilter): boolean =>
  text !== undefined || tool !== undefined || failedTool !== undefined;

export const withoutWords = (filter: ListFilter): ListFilter => ({ ...filter, text: undefined, tool: undefined, failedTool: undefined });

/** How many of the latest sessions that fit everything else hold the words. O(`most`). */
export async function lookAtLatest(tx: Tx, ctx: Ctx, filter: ListFilter, most: number): Promise<{ seen: number; found: number }> {
  const [row] = await tx.execute<{ seen: number; found: number }>(sql`
    select count(*)::int as seen, (count(*) filter (where ${conditionOf(ctx, filter, "probe")}))::int as found from (
      select s.* from sessions s where ${conditionOf(ctx, withoutWords(filter))} order by s.occurred_at desc, s.id desc limit ${most}) s`);
  return row ?? { seen: 0, found: 0 };
}

/** Common words are probed for, rare ones looked up. */
export async function chooseReading(tx: Tx, ctx: Ctx, filter: ListFilter): Promise<TextReading> {
  if (!asksForWords(filter)) return "index";
  const { seen, found } = await lookAtLatest(tx, ctx, filter, LOOKED_AT);
  return seen < LOOKED_AT || found >= seen * COMMON_FROM ? "probe" : "index";
}
