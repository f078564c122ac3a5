/** Finds texts that look like credentials. Forms that issuers document, and named or long values whose randomness gives them away. Pure. */
import { bitsPerCharacter } from "@/lib/dreaming/verify/entropy";
import { type Finding, findAll, type Rule } from "@/lib/dreaming/verify/findings";

// A value after "password:" counts from here on; words and plain numbers stay below.
const MIN_NAMED_BITS = 2.8;
const MIN_NAMED_CHARS = 8;
// A token that nothing names must be long and look random throughout; hashes in hex and ids in one case don't reach three kinds of characters.
const MIN_BARE_BITS = 4.4;
const MIN_BARE_CHARS = 40;

const RULES: readonly Rule[] = [
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/g },
  { what: "an Anthropic key", pattern: /\bsk-ant-[\w-]{16,}/g },
  {
    what: "an OpenAI key",
    pattern: /\bsk-(?!ant-)(?:proj-|svcacct-|admin-|or-v1-)?[\w-]{20,}/g,
    accepts: (match) => bitsPerCharacter(match) > 3.2 && /\d/.test(match),
  },
  { what: "an AWS access key", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { what: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})/g },
  { what: "a GitLab token", pattern: /\bgl(?:pat|dt|rt|oas|ptt|cbt)-[\w-]{20,}/g },
  { what: "a Slack token", pattern: /\bxox[abeoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{20,}/g },
  { what: "a Slack webhook", pattern: /hooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,}/g },
  { what: "a Stripe key", pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g },
  { what: "a Google key", pattern: /\bAIza[\w-]{35}(?![\w-])|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/g },
  { what: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: "a PyPI token", pattern: /\bpypi-AgE[\w-]{40,}/g },
  { what: "a Hugging Face token", pattern: /\bhf_[A-Za-z]{30,}\b/g },
  { what: "a SendGrid key", pattern: /\bSG\.[\w-]{16,}\.[\w-]{16,}/g },
  { what: "a Twilio key", pattern: /\b(?:AC|SK)[0-9a-f]{32}\b/g },
  { what: "a webhook secret", pattern: /\bwhsec_[A-Za-z0-9+/=_-]{16,}/g },
  { what: "a Telegram token", pattern: /\b\d{8,10}:AA[\w-]{32,}/g },
  { what: "an Azure key", pattern: /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}|[?&]sig=[\w%+/-]{30,}/g },
  { what: "a JSON web token", pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g },
  {
    what: "a password in an address",
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"`<>]{0,100}:(?<value>[^\s/@'"`<>]{1,200})@[^\s/]/gi,
    accepts: (_, { value = "" }) => !isPlaceholder(value),
  },
  {
    what: "an authorization header",
    pattern: /\bauthorization["'`]?\s*[:=]\s*["'`]?(?:bearer|basic|token)\s+(?<value>[\w.~+/=-]{12,})/gi,
    accepts: (_, { value = "" }) => isRandom(value),
  },
  {
    what: "a bearer token",
    pattern: /\bbearer\s+(?<value>[\w.~+/=-]{20,})/gi,
    accepts: (_, { value = "" }) => isRandom(value) && /\d/.test(value),
  },
  {
    what: "a password or key",
    pattern:
      /(?<![a-z])(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_ -]?key|apikey|access[_ -]?key|auth[_ -]?key|private[_ -]?key|client[_ -]?secret|credentials?|passord|kennwort|passwort|mot de passe|contraseña|パスワード|密码)["'`]?\s*(?:[:=：＝]|=>|\bis\b|\bist\b|\ber\b|は)\s*["'`]?(?<value>[^\s"'`,;，、。]{6,200})/giu,
    accepts: (_, { value = "" }) => isRandom(value),
  },
  { what: "a long random token", pattern: /(?<![\w+/=.-])[A-Za-z0-9+/_-]{40,}={0,2}(?![\w+/=])/g, accepts: isBareToken },
];

export function findSecrets(text: string): Finding[] {
  return findAll(text, RULES);
}

function isRandom(value: string): boolean {
  if (isPlaceholder(value) || value.length < MIN_NAMED_CHARS || bitsPerCharacter(value) < MIN_NAMED_BITS) return false;
  // Words, names of arguments and calls are no secrets: two kinds of characters at least, and one of them not a letter.
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s]/].filter((kind) => kind.test(value)).length;
  return kinds >= 2 && /[\d!#$%&*+=?@^~]/.test(value) && !/^[\w.]+\(.*\)?$/.test(value) && !/^\d+(?:[.,:/-]\d+)*$/.test(value);
}

function isBareToken(token: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(token));
  const body = token.replace(/=+$/, "");
  // Paths and names joined by hyphens or underscores have words between their marks; keys have not.
  const longestRun = Math.max(...body.split(/[/_+-]/).map((part) => part.length));
  return kinds && token.length >= MIN_BARE_CHARS && longestRun >= 20 && bitsPerCharacter(body) >= MIN_BARE_BITS;
}

function isPlaceholder(value: string): boolean {
  return (
    /^[<{[(%$*.…]|[>}\])]$/.test(value) ||
    /^(?:x+|\*+|•+|_+|-+|\.+)$/i.test(value) ||
    /(?:example|placeholder|redacted|changeme|your[-_]|dummy|sample|hunter2|\.\.\.)/i.test(value) ||
    /^(?:password|passwd|pass|secret|token|user|null|none|true|false|undefined|required|missing|invalid|expired|string)$/i.test(value)
  );
}
