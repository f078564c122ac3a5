/** Money without floats. Pure. Cents are exact decimal text ("0.01234"), as the API's budgets write them. */
import type { ModelPrice, ModelUsage, TokenRates } from "@/lib/model/types";

/** A token times micro-dollars per million tokens is 10^-12 dollars; a cent has 10^10 of those. */
const DIGITS = 10;

/** Tokens that the model read, however they were paid for. */
function promptTokens(usage: ModelUsage): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheCreation5m + usage.cacheCreation1h;
}

function toText(units: bigint): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(DIGITS + 1, "0");
  const fraction = digits.slice(-DIGITS).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -DIGITS)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Throws `RangeError` for what is no decimal with up to ten places. */
function toUnits(cents: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,10}))?$/.exec(cents);
  if (!match) throw new RangeError(`Not an amount in cents: ${cents}`);
  const units = BigInt(`${match[2]}${(match[3] ?? "").padEnd(DIGITS, "0")}`);
  return match[1] ? -units : units;
}

/**
 * List cost of one answered request, in cents. Call it per request and add up: a long prompt's higher rates hold for that request alone.
 */
export function costOf(usage: ModelUsage, price: ModelPrice): string {
  const isLong = price.longPrompt !== null && promptTokens(usage) > price.longPrompt.aboveTokens;
  const rates: TokenRates = isLong && price.longPrompt ? price.longPrompt : price;
  const parts: [number, number][] = [
    [usage.inputTokens, rates.input],
    [usage.outputTokens, rates.output],
    [usage.cacheReadTokens, rates.cacheRead],
    [usage.cacheCreation5m, rates.cacheWrite5m],
    [usage.cacheCreation1h, rates.cacheWrite1h],
  ];
  return toText(parts.reduce((sum, [tokens, rate]) => sum + BigInt(tokens) * BigInt(rate), 0n));
}

/** A cent in millionths of a dollar, as the accounts keep money. */
export const MICRO_USD_PER_CENT = 10_000;

/** List cost of one answered request in millionths of a dollar, rounded: what sessions, dreams and the accounts add up. */
export function microUsdOf(usage: ModelUsage, price: ModelPrice): number {
  return Math.round(Number(costOf(usage, price)) * MICRO_USD_PER_CENT);
}

export function addCents(...amounts: string[]): string {
  return toText(amounts.reduce((sum, amount) => sum + toUnits(amount), 0n));
}

/** Below zero when `a` is less, zero when equal. */
export function compareCents(a: string, b: string): number {
  const difference = toUnits(a) - toUnits(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Micro-dollars from a price as people write it ("2.50"), and back. Throws `RangeError` for more than six places. */
export function microDollars(usd: string): number {
  const match = /^(\d{1,7})(?:\.(\d{1,6}))?$/.exec(usd);
  if (!match) throw new RangeError(`Not a price in dollars: ${usd}`);
  return Number(match[1]) * 1_000_000 + Number((match[2] ?? "").padEnd(6, "0"));
}

export function dollars(micro: number): string {
  const whole = Math.floor(micro / 1_000_000);
  const fraction = String(micro % 1_000_000)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}
