/** Texts as words that compare: what triggers and the text match look at. Pure. */

/** Words that say nothing about what a task is. */
const COMMON = new Set(
  "a an and are as at be been but by can could do does for from had has have how i if in into is it its me my no not of on or our please so such than that the their them then there these they this to us was we were what when where which who will with would you your".split(
    " ",
  ),
);

/** Only so much of a text is looked at: the cost stays small whatever is sent. */
const LOOKED_AT = 50_000;
const MAX_WORD = 64;

export const plain = (text: string): string => text.slice(0, LOOKED_AT).normalize("NFKC").toLowerCase();

/** The telling words of a text, each in one form ("refunds", "refunding" and "refund" are one). O(length). */
export function wordsOf(text: string): Set<string> {
  const found = plain(text).match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  return new Set(found.filter((word) => word.length > 1 && word.length <= MAX_WORD && !COMMON.has(word)).map(oneForm));
}

/** English endings off, crudely: a wrong stem only has to be the same wrong one on both sides. */
function oneForm(word: string): string {
  if (!/^[a-z]+$/.test(word) || word.length < 5) return word;
  for (const ending of ["ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s"]) {
    if (word.endsWith(ending) && word.length - ending.length >= 3 && !word.endsWith("ss")) return word.slice(0, -ending.length);
  }
  return word;
}

const isJoined = (a: string | undefined, b: string | undefined) =>
  a !== undefined && b !== undefined && /^[\p{Script=Latin}\p{N}_]$/u.test(a) && /^[\p{Script=Latin}\p{N}_]$/u.test(b);

/** Whether a phrase stands in a text as whole words; scripts without spaces need no edge. Both already `plain`. O(text). */
export function hasPhrase(text: string, phrase: string): boolean {
  if (phrase === "") return false;
  for (let at = text.indexOf(phrase); at !== -1; at = text.indexOf(phrase, at + 1)) {
    const end = at + phrase.length;
    if (!isJoined(text[at - 1], phrase[0]) && !isJoined(phrase[phrase.length - 1], text[end])) return true;
  }
  return false;
}
