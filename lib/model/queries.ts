import { and, eq, inArray } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { LIST_PRICES, PRICES_READ_AT, withoutDate } from "@/lib/model/list-prices";
import { modelPrices } from "@/lib/model/schema";
import type { ModelPrice, PriceView } from "@/lib/model/types";

type Row = typeof modelPrices.$inferSelect;

const toPrice = ({ input, output, cacheRead, cacheWrite5m, cacheWrite1h, longPrompt }: Row): ModelPrice => ({
  input,
  output,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
  longPrompt,
});

function toView(row: Row): PriceView {
  return { model: row.model, price: toPrice(row), source: "own", updatedAt: row.updatedAt, updatedByName: row.updatedByName, readAt: null };
}

function listed(model: string, price: ModelPrice): PriceView {
  return { model, price, source: "list", updatedAt: null, updatedByName: null, readAt: PRICES_READ_AT };
}

/** Every price that holds in the workspace, by model: its own, and the list's for the rest. */
export async function listPrices(ctx: Ctx): Promise<PriceView[]> {
  assertCan(ctx.actor, "read");
  const rows = await inWorkspace(ctx, (tx) => tx.select().from(modelPrices).where(eq(modelPrices.workspaceId, ctx.workspaceId)));
  const own = new Set(rows.map(({ model }) => model));
  const rest = Object.entries(LIST_PRICES).filter(([model]) => !own.has(model));
  const views = [...rows.map(toView), ...rest.map(([model, price]) => listed(model, price))];
  return views.sort((a, b) => (a.model < b.model ? -1 : 1));
}

/** The price of a model in the workspace, or null when it has none: show “no price”, never 0. An own price goes before the list's. */
export async function findPrice(ctx: Ctx, model: string): Promise<ModelPrice | null> {
  assertCan(ctx.actor, "read");
  const names = [...new Set([model, withoutDate(model)])];
  const rows = await inWorkspace(ctx, (tx) =>
    tx
      .select()
      .from(modelPrices)
      .where(and(eq(modelPrices.workspaceId, ctx.workspaceId), inArray(modelPrices.model, names))),
  );
  const row = rows.find((each) => each.model === model) ?? rows[0];
  if (row) return toPrice(row);
  return LIST_PRICES[withoutDate(model)] ?? null;
}
