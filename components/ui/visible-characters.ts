/** Finds what a reader can't see in a text: zero-width, bidi, control and tag characters, and blobs of base64. Pure. */

export type TextPart =
  | { kind: "text"; text: string }
  /** One or more of the same character that would be invisible. */
  | { kind: "hidden"; code: string; count: number; name: string }
  /** Text written in Unicode tag characters: invisible to people, legible to a model. */
  | { kind: "smuggled"; text: string; count: number }
  /** A long run of base64; `head` is its beginning. */
  | { kind: "blob"; head: string; bytes: number };

const NAMES = new Map<number, string>([
  [0x00ad, "soft hyphen"],
  [0x034f, "combining grapheme joiner"],
  [0x061c, "Arabic letter mark"],
  [0x180e, "Mongolian vowel separator"],
  [0x200b, "zero width space"],
  [0x200c, "zero width non-joiner"],
  [0x200d, "zero width joiner"],
  [0x200e, "left-to-right mark"],
  [0x200f, "right-to-left mark"],
  [0x2028, "line separator"],
  [0x2029, "paragraph separator"],
  [0x202a, "left-to-right embedding"],
  [0x202b, "right-to-left embedding"],
  [0x202c, "pop directional formatting"],
  [0x202d, "left-to-right override"],
  [0x202e, "right-to-left override"],
  [0x2060, "word joiner"],
  [0x2066, "left-to-right isolate"],
  [0x2067, "right-to-left isolate"],
  [0x2068, "first strong isolate"],
  [0x2069, "pop directional isolate"],
  [0x2800, "blank braille pattern"],
  [0x3164, "Hangul filler"],
  [0xffa0, "halfwidth Hangul filler"],
  [0xfeff, "byte order mark"],
]);

// Tab and line feed stay; a carriage return stays only before a line feed.
const HIDDEN = new RegExp(
  [
    "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]", // control
    "[\\u00ad\\u034f\\u061c\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]", // zero width, direction
    "[\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0\\ufff0-\\ufffb]", // fillers, blanks, annotations
    "[\\ufe00-\\ufe0f\\u{e0000}-\\u{e0fff}]", // variation selectors, tags
    "[\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}]", // shorthand and musical format characters
    "\\p{Surrogate}",
  ].join("|"),
  "gu",
);

/** Scripts whose spelling needs the two joiners. */
const NEEDS_JOINERS =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Mongolian}]/u;
const EMOJI_BEFORE = /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}0-9#*]|\ufe0f)$/u;
const EMOJI_AFTER = /^(?:\p{Extended_Pictographic}|\u20e3)/u;

const BASE64 = /[A-Za-z0-9+/_-]{256,}={0,2}/g;
const BLOB_HEAD = 24;

/**
 * Splits a text into what can be read as it is and what has to be shown by name. Joining all `text` parts with the hidden characters in
 * between gives back the input. Joiners and variation selectors that a script or an emoji needs count as readable.
 */
export function splitVisible(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(BASE64)) {
    if (!isBlob(match[0])) continue;
    splitHidden(text.slice(from, match.index), parts);
    parts.push({ kind: "blob", head: match[0].slice(0, BLOB_HEAD), bytes: Math.floor((match[0].replace(/=+$/, "").length * 3) / 4) });
    from = match.index + match[0].length;
  }
  splitHidden(text.slice(from), parts);
  return parts;
}

/** Whether a text holds anything a reader would not see. */
export function hasHiddenCharacters(text: string): boolean {
  return splitVisible(text).some((part) => part.kind === "hidden" || part.kind === "smuggled");
}

function splitHidden(text: string, parts: TextPart[]): void {
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (isNeeded(text, match.index, match[0])) continue;
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    from = match.index + match[0].length;
    addHidden(parts, match[0].codePointAt(0) ?? 0);
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
}

function addHidden(parts: TextPart[], code: number): void {
  const last = parts.at(-1);
  if (code >= 0xe0020 && code <= 0xe007e) {
    const letter = String.fromCodePoint(code - 0xe0000);
    if (last?.kind === "smuggled") {
      last.text += letter;
      last.count += 1;
    } else parts.push({ kind: "smuggled", text: letter, count: 1 });
    return;
  }
  const label = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (last?.kind === "hidden" && last.code === label) last.count += 1;
  else parts.push({ kind: "hidden", code: label, count: 1, name: NAMES.get(code) ?? nameOf(code) });
}

function nameOf(code: number): string {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return "control character";
  if (code >= 0xd800 && code <= 0xdfff) return "half of a character";
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return "variation selector";
  return "invisible character";
}

function isNeeded(text: string, at: number, character: string): boolean {
  if (character === "\r") return text[at + 1] === "\n";
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at + 1, at + 3);
  if (character === "\ufe0f") return /[\p{Emoji}]$/u.test(before);
  if (character !== "\u200d" && character !== "\u200c") return false;
  const isEmojiSequence = character === "\u200d" && EMOJI_BEFORE.test(before) && EMOJI_AFTER.test(after);
  return isEmojiSequence || (NEEDS_JOINERS.test(before.slice(-1)) && NEEDS_JOINERS.test(after.slice(0, 1)));
}

/** Long words of one kind of letter, and hex, are text; base64 mixes upper, lower and digits. */
function isBlob(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /[0-9]/.test(run);
}
