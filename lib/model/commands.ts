import { and, eq } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { ClearPriceInput, SetPriceInput } from "@/lib/model/inputs";
import { modelPrices } from "@/lib/model/schema";
import { toPrice } from "@/lib/model/stored-price";
import type { ModelPrice, TokenRates } from "@/lib/model/types";

type Rates = Pick<SetPriceInput, "input_usd" | "output_usd" | "cache_read_usd" | "cache_write_5m_usd" | "cache_write_1h_usd">;

function toRates(input: Rates): TokenRates {
  return {
    input: input.input_usd,
    output: input.output_usd,
    cacheRead: input.cache_read_usd,
    cacheWrite5m: input.cache_write_5m_usd,
    cacheWrite1h: input.cache_write_1h_usd,
  };
}

/** `before`: the workspace's own price until then, null where it had none. */
export type PriceChange = { model: string; price: ModelPrice | null; before: ModelPrice | null };

/** The model's price in this workspace from now on; what was used before keeps the cost it had. Throws `forbidden`. */
export async function setPrice(ctx: Ctx, input: SetPriceInput): Promise<PriceChange> {
  assertCan(ctx.actor, "price.set");
  const { model, long_prompt } = input;
  const price: ModelPrice = {
    ...toRates(input),
    longPrompt: long_prompt === null ? null : { aboveTokens: long_prompt.above_tokens, ...toRates(long_prompt) },
  };
  return inWorkspace(ctx, async (tx, inner) => {
    const key = and(eq(modelPrices.workspaceId, ctx.workspaceId), eq(modelPrices.model, model));
    const [before] = await tx.select().from(modelPrices).where(key).for("update");
    const values = { ...price, updatedAt: ctx.clock.now(), updatedByName: "name" in ctx.actor ? ctx.actor.name : null };
    await tx
      .insert(modelPrices)
      .values({ workspaceId: ctx.workspaceId, model, ...values })
      .onConflictDoUpdate({ target: [modelPrices.workspaceId, modelPrices.model], set: values });
    recordAudit(tx, inner, {
      action: "price.set",
      subject: { type: "model_price", id: model },
      before,
      after: price,
      details: { model, price },
    });
    return { model, price, before: before ? toPrice(before) : null };
  });
}

/** Back to the list price, or to none. Throws `forbidden`, `not_found` when the workspace had set none. */
export async function clearPrice(ctx: Ctx, input: ClearPriceInput): Promise<PriceChange> {
  assertCan(ctx.actor, "price.set");
  return inWorkspace(ctx, async (tx, inner) => {
    const key = and(eq(modelPrices.workspaceId, ctx.workspaceId), eq(modelPrices.model, input.model));
    const [before] = await tx.delete(modelPrices).where(key).returning();
    if (!before) throw new AppError("not_found", `This workspace has set no price for ${input.model}.`);
    recordAudit(tx, inner, {
      action: "price.clear",
      subject: { type: "model_price", id: input.model },
      before,
      details: { model: input.model },
    });
    return { model: input.model, price: null, before: toPrice(before) };
  });
}
