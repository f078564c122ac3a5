/** How many tokens a text will take, without asking a model. Pure. */

/** English and code measure 3.5 to 4.5 characters a token; scripts beyond ASCII about one token a character. Leans to too many. */
const ASCII_PER_TOKEN = 3.5;
const TOKENS_PER_OTHER = 1.2;

export function estimateTokens(text: string): number {
  let others = 0;
  let ascii = 0;
  for (const character of text) {
    if (character.charCodeAt(0) < 128) ascii++;
    else others++;
  }
  return Math.ceil(ascii / ASCII_PER_TOKEN + others * TOKENS_PER_OTHER);
}
