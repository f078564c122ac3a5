/** A price as its form has it: dollars per million tokens, field by field. Pure. */
import { dollars } from "@/lib/model/cost";
import type { ModelPrice, TokenRates } from "@/lib/model/types";

function rateTexts(rates: TokenRates, prefix = ""): Record<string, string> {
  return {
    [`${prefix}input_usd`]: dollars(rates.input),
    [`${prefix}output_usd`]: dollars(rates.output),
    [`${prefix}cache_read_usd`]: dollars(rates.cacheRead),
    [`${prefix}cache_write_5m_usd`]: dollars(rates.cacheWrite5m),
    [`${prefix}cache_write_1h_usd`]: dollars(rates.cacheWrite1h),
  };
}

export function toPriceTexts(price: ModelPrice): Record<string, string> {
  const { longPrompt } = price;
  if (longPrompt === null) return rateTexts(price);
  return { ...rateTexts(price), "long_prompt.above_tokens": String(longPrompt.aboveTokens), ...rateTexts(longPrompt, "long_prompt.") };
}
