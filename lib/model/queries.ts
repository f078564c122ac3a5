import { and, eq, inArray } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { LIST_PRICES, PRICES_READ_AT, withoutDate } from "@/lib/model/list-prices";
import { modelPrices } from "@/lib/model/schema";
import { type PriceRow, toPrice } from "@/lib/model/stored-price";
import type { ModelPrice, ModelView, PricedModel, PriceView } from "@/lib/model/types";

function toView(row: PriceRow): PriceView {
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

/** Models with the price that holds for each, null where there is none: `models` in their order, then `asked`, then whatever else has a price. */
export async function listPricedModels(ctx: Ctx, models: readonly ModelView[], asked: readonly string[]): Promise<PricedModel[]> {
  const prices = await listPrices(ctx);
  const byModel = new Map(prices.map((price) => [price.model, price]));
  const priceOf = (id: string) => {
    const [exact, undated] = [byModel.get(id), byModel.get(withoutDate(id))];
    return (exact?.source === "own" ? exact : undated?.source === "own" ? undated : (exact ?? undated)) ?? null;
  };
  const named = new Set(models.map(({ id }) => id));
  const more = [...new Set([...asked, ...prices.map(({ model }) => model)])].filter((id) => !named.has(id) && !isServed(id, models));
  const rest = more.map((id): ModelView => ({ id, displayName: id, contextWindow: null, mostOutputTokens: null }));
  return [...models, ...rest].map((model) => ({ ...model, price: priceOf(model.id) }));
}

/** A price of `claude-haiku-4-5` stands beside `claude-haiku-4-5-20251001` already. */
function isServed(id: string, models: readonly ModelView[]): boolean {
  return models.some((model) => withoutDate(model.id) === id);
}
