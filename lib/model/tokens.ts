/** Pure. */

/**
 * A cheap guess of a text's tokens, on the high side: UTF-8 bytes through three, rounded up. English prose runs at about 3.5 to 4.5 bytes a token,
 * code and JSON at about 3, and models since Claude Opus 4.7 count some 30 % more than those before. For deciding when to compact a
 * conversation; bills come from the API's own count.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}
