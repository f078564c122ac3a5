/** Text that Postgres can keep: it stores neither NUL nor half a surrogate pair, in text as in jsonb. Pure. */

/** U+2400 SYMBOL FOR NULL: a visible mark where a NUL stood. */
const NUL_MARK = "\u2400";
const REPLACEMENT = "\ufffd";
const HAS_UNSTORABLE = /\u0000|\p{Surrogate}/u;
/** With the `u` flag a surrogate matches only when it has no partner. */
const UNSTORABLE = /\u0000|\p{Surrogate}/gu;

/** `text` with each NUL as ␀ and each lone surrogate as U+FFFD, and how many there were. */
export function storableText(text: string): { text: string; replaced: number } {
  if (!HAS_UNSTORABLE.test(text)) return { text, replaced: 0 };
  let replaced = 0;
  const stored = text.replace(UNSTORABLE, (character) => {
    replaced++;
    return character === "\u0000" ? NUL_MARK : REPLACEMENT;
  });
  return { text: stored, replaced };
}

/** The same for every text and field name within a JSON value (up to a depth the caller has checked). */
export function storable<T>(value: T): { value: T; replaced: number } {
  const counter = { replaced: 0 };
  // The copy has the same shape: only characters within texts and open-ended field names differ.
  return { value: storableCopy(value, counter) as T, replaced: counter.replaced };
}

function storableCopy(value: unknown, counter: { replaced: number }): unknown {
  if (typeof value === "string") return counted(value, counter);
  if (Array.isArray(value)) return value.map((one) => storableCopy(one, counter));
  if (typeof value !== "object" || value === null) return value;
  const entries = new Map<string, unknown>();
  for (const [name, one] of Object.entries(value)) {
    let stored = counted(name, counter);
    while (entries.has(stored)) stored += NUL_MARK;
    entries.set(stored, storableCopy(one, counter));
  }
  return Object.fromEntries(entries);
}

function counted(text: string, counter: { replaced: number }): string {
  const stored = storableText(text);
  counter.replaced += stored.replaced;
  return stored.text;
}
