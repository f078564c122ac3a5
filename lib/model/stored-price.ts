import type { modelPrices } from "@/lib/model/schema";
import type { ModelPrice } from "@/lib/model/types";

export type PriceRow = typeof modelPrices.$inferSelect;

export function toPrice({ input, output, cacheRead, cacheWrite5m, cacheWrite1h, longPrompt }: PriceRow): ModelPrice {
  return { input, output, cacheRead, cacheWrite5m, cacheWrite1h, longPrompt };
}
