/** Characters that a reader does not see or takes for others, and the text as a reader would take it. Pure. */
import { type Finding, findAll, type Rule } from "@/lib/dreaming/verify/findings";

const JOINED_SCRIPTS = String.raw`\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}`;

const RULES: readonly Rule[] = [
  // Zero-width space and non-joiners, word joiner, invisible operators, soft hyphen, Hangul and Braille blanks, interlinear marks.
  {
    what: "a hidden character",
    pattern: /\u034f|\u17b4|\u17b5|[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]/g,
  },
  // Joiners belong between letters of scripts that join, and inside emoji.
  {
    what: "a hidden character",
    pattern: new RegExp(
      String.raw`(?<![${JOINED_SCRIPTS}\p{M}])\u200c|(?<![${JOINED_SCRIPTS}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d`,
      "gu",
    ),
  },
  { what: "a character that turns the direction of reading", pattern: /[\u202a-\u202e\u2066-\u2069]/g },
  {
    what: "a character that turns the direction of reading",
    pattern:
      /(?<![\p{Script=Hebrew}\p{Script=Arabic}][^\n]{0,80})[\u200e\u200f\u061c](?![^\n]{0,80}[\p{Script=Hebrew}\p{Script=Arabic}])/gu,
  },
  // Tag characters spell a hidden text in ASCII; only a flag of a region may use them.
  { what: "hidden tag characters", pattern: /(?<!\u{1f3f4}[\u{e0020}-\u{e007e}]{0,6})[\u{e0000}-\u{e007f}]/gu },
  // One variation selector after a character is normal; two in a row spell bytes.
  { what: "hidden variation selectors", pattern: /[\u{e0100}-\u{e01ef}\ufe00-\ufe0f]{2,}|[\u{e0110}-\u{e01ef}]/gu },
  { what: "control characters", pattern: /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g },
  {
    what: "an escaped hidden character",
    pattern:
      /\\u\{?(?:00ad|034f|115f|1160|180e|200[b-f]|202[a-e]|206[0-9a-f]|2800|3164|feff|ffa0|fff[9ab]|e00[0-7][0-9a-f]|e01[0-9a-e][0-9a-f])(?![0-9a-f])\}?/gi,
  },
  {
    what: "letters of two alphabets in one word",
    pattern:
      /[A-Za-z][\p{M}]?(?:[A-Za-z]*)[\p{Script=Cyrillic}]|[\p{Script=Cyrillic}][A-Za-z]{2,}|(?<=[A-Za-z])[αορεινυκτχς](?=[A-Za-z])/gu,
  },
];

export function findHidden(text: string): Finding[] {
  return findAll(text, RULES);
}

/** Cyrillic and Greek letters that look Latin. */
const LOOK_ALIKES = new Map(
  [..."аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwАAВBЕEКKМMНHОOРPСCТTУYХXαaοoρpεeινvυuκkτtχxΑAΒBΕEΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXıi"].flatMap((_, i, all) =>
    i % 2 === 0 ? [[all[i] ?? "", all[i + 1] ?? ""] as const] : [],
  ),
);

/** The text as it reads: look-alike letters as Latin ones, compatibility forms plain, hidden characters and their escapes gone. Keeps the lines. */
export function unmask(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      tagsAsText(line)
        .replaceAll(/\\u\{?([0-9a-f]{4,5})\}?/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
        .replaceAll(/\\[nr]/g, "⏎")
        .normalize("NFKD")
        .replaceAll(/\p{Cf}|\u034f|[\u115f\u1160\u2800\u3164]/gu, "")
        .replaceAll(/[\p{Zl}\p{Zp}\u0000-\u001f\u007f-\u009f]/gu, " ")
        .replaceAll(/(?<=\p{Script=Latin})\p{Mn}+/gu, "")
        .normalize("NFC")
        .replaceAll(/[\p{Script=Cyrillic}\p{Script=Greek}ı]/gu, (letter) => LOOK_ALIKES.get(letter) ?? letter),
    )
    .join("\n");
}

/** Tag characters stand for ASCII, 0xE0000 above it. */
function tagsAsText(line: string): string {
  return line.replaceAll(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0xe0020) - 0xe0000));
}
