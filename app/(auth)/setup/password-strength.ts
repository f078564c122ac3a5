/** How hard a password is to guess, in words. Pure. It advises; the rule is the command's. */

export type Strength = { level: 0 | 1 | 2 | 3; words: string };

const COMMON = /^(password|passwort|welcome|letmein|qwerty|abc|admin|reverie|\d+)[\d!.]*$/i;

/** Counts what a guesser has to try: distinct characters and their number. Few words beat many signs. */
export function passwordStrength(password: string, least: number): Strength {
  const missing = least - password.length;
  if (password.length === 0) return { level: 0, words: `At least ${least} characters; a few words do well.` };
  if (missing > 0) return { level: 0, words: `Too short: ${missing} more ${missing === 1 ? "character" : "characters"}.` };
  const distinct = new Set(password.toLowerCase()).size;
  if (COMMON.test(password) || distinct < 6) return { level: 1, words: "Weak: easy to guess. Add a word or two." };
  const bits = password.length * Math.log2(distinct);
  return bits < 56 ? { level: 2, words: "Fair. One more word makes it strong." } : { level: 3, words: "Strong." };
}
