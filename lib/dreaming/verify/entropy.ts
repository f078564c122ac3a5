/** Shannon entropy of a text's characters, in bits per character: 0 for one repeated letter, about 4.5 and more for long random tokens. */
export function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    total++;
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
