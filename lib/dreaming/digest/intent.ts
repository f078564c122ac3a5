/** Terms of what was asked, for telling whether two sessions were asked the same. Pure. */

/** Most terms kept of one request. */
const INTENT_MAX_TERMS = 32;
const TEXT_LOOKED_AT = 4000;
const TERM_MAX_LENGTH = 40;

/** Words of courtesy and grammar that do not tell one request from another. Quantities, negations and directions ("all", "not", "from") do. */
const IGNORED = new Set(
  (
    "a an the i i'm i'd i've i'll im id me my mine we we're our us you your it it's its is are am was were be been being do does did have has had " +
    "hi hello hey there dear please thanks thank kindly bonjour can could would will shall should may might like want wanna need needs help " +
    "assist assistance looking hoping wondering this that these those and so just with of to for in on at by as if"
  ).split(" "),
);

/**
 * Distinct lower-case terms in code-unit order, at most 32 (the first ones of the text): words, numbers, ids and addresses, without courtesy
 * words. Two requests with the same terms ask the same in other grammar. O(length).
 */
export function intentTerms(text: string): string[] {
  const terms = new Set<string>();
  const words =
    text
      .slice(0, TEXT_LOOKED_AT)
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/[\p{L}\p{N}][\p{L}\p{N}_'@.:/#$%-]*/gu) ?? [];
  for (const word of words) {
    const term = word.replace(/[^\p{L}\p{N}%]+$/u, "").slice(0, TERM_MAX_LENGTH);
    if (term === "" || IGNORED.has(term)) continue;
    terms.add(term);
    if (terms.size === INTENT_MAX_TERMS) break;
  }
  return [...terms].sort();
}
