/** Verbatim, bounded cuts of text. Pure. */

/** The first `max` UTF-16 units of a text, never half of a surrogate pair. A prefix, hence always a substring. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? max - 1 : max);
}

/** `max` units of a text starting where `needle` starts (or at the start when it is not in it), without leading white space. */
export function cutAround(text: string, needle: string, max: number): string {
  const at = needle === "" ? -1 : text.indexOf(needle);
  return cutText((at === -1 ? text : text.slice(at)).trimStart(), max);
}
