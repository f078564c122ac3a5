/** Words of the model room. No library at run time. */

/** Tokens of one answered request, as the API bills them: the four kinds of input never overlap. */
export type ModelUsage = {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreation5m: number;
  cacheCreation1h: number;
};

/** Micro-dollars (millionths of a US dollar) per million tokens. Integers: $2.50 is 2,500,000. */
export type TokenRates = {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
};

/** `longPrompt` holds for the whole request once its prompt, cached or not, has more than `aboveTokens` tokens. */
export type ModelPrice = TokenRates & { longPrompt: (TokenRates & { aboveTokens: number }) | null };

/** `own`: set by an admin of the workspace; `list`: the maker's price list. */
export type PriceView = {
  model: string;
  price: ModelPrice;
  source: "own" | "list";
  /** Own prices: when and by whom. */
  updatedAt: Date | null;
  updatedByName: string | null;
  /** List prices: the day on which the list was read. */
  readAt: string | null;
};

/** A model and what it costs here; null where it has no price. */
export type PricedModel = ModelView & { price: PriceView | null };

export type ModelView = {
  id: string;
  displayName: string;
  /** Null where nobody told. */
  contextWindow: number | null;
  mostOutputTokens: number | null;
};
