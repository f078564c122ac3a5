/** The maker's price list. A model that isn't here has no price until an admin sets one: none is guessed. */
import { microDollars } from "@/lib/model/cost";
import type { ModelPrice, TokenRates } from "@/lib/model/types";

/**
 * https://platform.claude.com/docs/en/about-claude/pricing and the models' own pages, as copies of October and November 2026 show them.
 * Claude Fable 5.2 (of 9 November) from others: one page names that list as its source and gives every figure but a single cache-write price;
 * the rest stands on another. Standard speed, any region: fast mode, batches and a fixed inference region cost differently. Claude Mythos 5.2 and Mythos Preview stood in no list that we could read.
 */
export const PRICES_READ_AT = "2026-11-25";

/** Dollars per million tokens: input, output, cache read, cache write for five minutes and for an hour. */
function rates(input: string, output: string, cacheRead: string, write5m: string, write1h: string): TokenRates {
  return {
    input: microDollars(input),
    output: microDollars(output),
    cacheRead: microDollars(cacheRead),
    cacheWrite5m: microDollars(write5m),
    cacheWrite1h: microDollars(write1h),
  };
}

const flat = (...each: Parameters<typeof rates>): ModelPrice => ({ ...rates(...each), longPrompt: null });

const MYTHOS_CLASS = flat("10", "50", "1", "12.50", "20");
const CHEAPER_READS = flat("10", "50", "0.25", "12.50", "20");
const OPUS = flat("5", "25", "0.50", "6.25", "10");
const SONNET_4 = flat("3", "15", "0.30", "3.75", "6");

export const LIST_PRICES: Readonly<Record<string, ModelPrice>> = {
  "claude-fable-5-2": flat("8", "40", "0.20", "10", "16"),
  "claude-fable-5-1": CHEAPER_READS,
  "claude-mythos-5-1": CHEAPER_READS,
  "claude-fable-5": MYTHOS_CLASS,
  "claude-mythos-5": MYTHOS_CLASS,
  "claude-opus-5-5": flat("4", "20", "0.20", "5", "8"),
  "claude-opus-5": OPUS,
  "claude-opus-4-8": OPUS,
  "claude-opus-4-7": OPUS,
  "claude-opus-4-6": OPUS,
  "claude-opus-4-5": OPUS,
  "claude-sonnet-5-5": flat("2", "10", "0.10", "2.50", "4"),
  "claude-sonnet-5": flat("2", "10", "0.20", "2.50", "4"),
  "claude-sonnet-4-6": SONNET_4,
  "claude-sonnet-4-5": SONNET_4,
  "claude-haiku-5-5": {
    ...rates("0.10", "0.50", "0.01", "0.125", "0.20"),
    longPrompt: { aboveTokens: 100_000, ...rates("0.50", "2.50", "0.05", "0.625", "1") },
  },
  "claude-haiku-4-5": flat("1", "5", "0.10", "1.25", "2"),
};

/** A dated id (`claude-haiku-4-5-20251001`) is the same model at the same price. */
export function withoutDate(model: string): string {
  return model.replace(/-\d{8}$/, "");
}
