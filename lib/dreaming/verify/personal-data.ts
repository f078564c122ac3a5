/** Finds personal data by form and checksum: names of tools and arguments (`find_user_by_email`) are none. Pure. */
import { type Finding, findAll, type Rule } from "@/lib/dreaming/verify/findings";

/** Lengths of IBANs per country (SWIFT IBAN registry). */
const IBAN_LENGTHS: Record<string, number> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
}; // prettier-ignore

// Reserved by RFC 2606 and RFC 6761 for documentation: nobody's address.
const RESERVED_DOMAIN = /(?:^|[.@])(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/i;

const RULES: readonly Rule[] = [
  {
    what: "an email address",
    pattern: /(?<![\w.+-])[\p{L}\p{N}_.+%-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,24}(?![\p{L}\p{N}@])/gu,
    accepts: (match) => !RESERVED_DOMAIN.test(match.slice(match.indexOf("@"))) && !/^(?:noreply|no-reply|git)@/i.test(match),
  },
  {
    what: "a phone number",
    // International: a plus sign and 8 to 15 digits in groups. Figures such as "+4.5, +17.9" have no such groups.
    pattern: /(?<![\w.+])\+[1-9](?:[ .()/-]{0,2}\d){7,14}(?![\d.]*\d)/g,
    accepts: (match) => !/^\+\d+\.\d+$/.test(match),
  },
  { what: "a phone number", pattern: /(?<![\w.-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}(?![\w-])/g },
  {
    what: "a phone number",
    pattern:
      /(?<![\p{L}\p{N}_])(?:tel|tlf|telefon|telefonnummer|phone(?: number)?|mobile?|mobil|handy|fax|電話|電話番号|ring|call)\.?\s?[:：]?\s*(?<value>\(?\d[\d ()./-]{5,18}\d)(?![\p{L}\p{N}_])/giu,
    accepts: (_, { value = "" }) => /^\D*(?:\d\D*){7,15}$/.test(value) && !/^\d{4}-\d{2}-\d{2}/.test(value),
  },
  {
    what: "a card number",
    pattern: /(?<![\w.-])[2-6](?:[ -]?\d){12,18}(?![\w-])/g,
    accepts: (match) => isCardNumber(match.replaceAll(/\D/g, "")),
  },
  {
    what: "a bank account number",
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])/g,
    // Words in capitals may follow without a mark: only as many characters as the country has.
    accepts: (match) => isIban(match.replaceAll(" ", "").slice(0, IBAN_LENGTHS[match.slice(0, 2)] ?? 0)),
  },
  { what: "a US social security number", pattern: /(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g },
  {
    what: "a Norwegian national identity number",
    pattern: /(?<![\w-])\d{6} ?\d{5}(?![\w-])/g,
    accepts: (match) => isNorwegianId(match.replaceAll(" ", "")),
  },
  {
    what: "a UK national insurance number",
    pattern: /(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/g,
  },
];

export function findPersonalData(text: string): Finding[] {
  return findAll(text, RULES);
}

/** Issuer ranges of the large networks, then Luhn's check digit. */
function isCardNumber(digits: string): boolean {
  const isIssued =
    /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|4[4-9]\d|5\d{2})\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17})$/.test(
      digits,
    );
  if (!isIssued || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (const [i, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 13616: country's length, then the remainder of 1 modulo 97. */
function isIban(iban: string): boolean {
  if (IBAN_LENGTHS[iban.slice(0, 2)] !== iban.length) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = /\d/.test(character) ? character : String(character.charCodeAt(0) - 55);
    for (const digit of value) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder === 1;
}

/** Eleven digits: a date of birth (day + 40 for a D-number), then both modulo-11 check digits. */
function isNorwegianId(digits: string): boolean {
  const day = Number(digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  const isDate = ((day >= 1 && day <= 31) || (day >= 41 && day <= 71)) && month >= 1 && month <= 12;
  const weighted = (weights: number[]) => weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11;
  return isDate && weighted([3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) === 0 && weighted([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) === 0;
}
