"use server";

import { z } from "zod";
import type { Ctx } from "@/lib/context";
import { clearPrice, type PriceChange, setPrice } from "@/lib/model/commands";
import { ClearPriceInput, SetPriceInput } from "@/lib/model/inputs";
import { checkModelKey } from "@/lib/model/models";
import { toPriceTexts } from "@/lib/model/price-texts";
import { defineAction } from "@/lib/web/define-action";
import { webModelClient } from "@/lib/web/model-access";

const LONG = "long_prompt.";
const RATES = ["input_usd", "output_usd", "cache_read_usd", "cache_write_5m_usd", "cache_write_1h_usd"] as const;

/** A form is flat, and leaves out what is empty: a long prompt's price is there once any of its fields is filled. */
function fromForm(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const long = entries.filter(([name]) => name.startsWith(LONG)).map(([name, text]) => [name.slice(LONG.length), text] as const);
  const rates = Object.fromEntries(RATES.map((name) => [name, ""]));
  const rest = Object.fromEntries(entries.filter(([name]) => !name.startsWith(LONG)));
  if (long.length === 0) return { ...rates, ...rest };
  const { above_tokens: above, ...longRates } = Object.fromEntries(long);
  return { ...rates, ...rest, long_prompt: { ...rates, ...longRates, above_tokens: Number(above) } };
}

const PriceForm = z.preprocess(fromForm, SetPriceInput);

/** What takes it back: the price it had, or none. */
const returns = ({ model, before }: PriceChange) => ({ model, before: before && toPriceTexts(before) });

export const setPriceAction = defineAction({
  input: PriceForm,
  command: setPrice,
  revalidates: () => ["/settings/models"],
  returns,
});

export const clearPriceAction = defineAction({
  input: ClearPriceInput,
  command: (ctx: Ctx, input) => clearPrice(ctx, input),
  revalidates: () => ["/settings/models"],
  returns,
});

export const checkKeyAction = defineAction({
  input: z.object({}),
  command: (ctx) => checkModelKey(ctx, webModelClient()),
  returns: (found) => found,
});
