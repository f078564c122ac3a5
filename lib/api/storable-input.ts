/** Postgres keeps neither NUL nor half a surrogate pair: such input is refused with its field, not mangled. Pure. */
import { AppError } from "@/lib/errors";

// With the `u` flag a surrogate matches only when it has no partner.
const UNSTORABLE = /\u0000|\p{Surrogate}/u;
/** Far more than any real document nests, and far less than the call stack allows those who walk it later. */
const MAX_DEPTH = 64;

/** Throws `invalid_input` naming the first field whose text can't be stored, or that nests too deeply. Walks the value once. */
export function assertStorable(value: unknown): void {
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value, path: "", depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, depth } = next;
    if (typeof next.value === "string") assertText(next.value, path);
    if (typeof next.value !== "object" || next.value === null) continue;
    if (depth > MAX_DEPTH) throw refused(path, `nested more than ${MAX_DEPTH} levels deep.`);
    for (const [name, inner] of Object.entries(next.value)) {
      assertText(name, path);
      waiting.push({ value: inner, path: path === "" ? name : `${path}.${name}`, depth: depth + 1 });
    }
  }
}

function assertText(text: string, path: string): void {
  if (UNSTORABLE.test(text)) throw refused(path, "holds a NUL or half of a surrogate pair, which can't be stored.");
}

function refused(path: string, problem: string): AppError {
  return new AppError("invalid_input", `${path || "The body"}: ${problem}`, {
    details: { reason: "unstorable", fields: { [path]: problem } },
  });
}
