import { z } from "zod";
import { microDollars } from "@/lib/model/cost";

export const ModelName = z
  .string()
  .trim()
  .min(1, "Name the model.")
  .max(256, "At most 256 characters.")
  .regex(/^[\x21-\x7e]+$/, "Letters, digits and signs without spaces.");

/** Dollars per million tokens, as written in a price list. */
const Usd = z
  .string()
  .trim()
  .regex(/^\d{1,7}(\.\d{1,6})?$/, "A price in dollars, such as 2.50.")
  .transform(microDollars);

const rates = { input_usd: Usd, output_usd: Usd, cache_read_usd: Usd, cache_write_5m_usd: Usd, cache_write_1h_usd: Usd };

export const SetPriceInput = z.object({
  model: ModelName,
  ...rates,
  long_prompt: z
    .object({ above_tokens: z.number().int().min(1).max(100_000_000), ...rates })
    .nullish()
    .transform((value) => value ?? null),
});
export type SetPriceInput = z.infer<typeof SetPriceInput>;

export const ClearPriceInput = z.object({ model: ModelName });
export type ClearPriceInput = z.infer<typeof ClearPriceInput>;
