/** JSON pointers (RFC 6901). Pure. */

/**
 * The value that `pointer` names inside `document`, undefined when it names nothing (no JSON value is undefined). Own properties only;
 * places in arrays are plain decimal numbers; `-` names nothing.
 */
export function resolvePointer(document: unknown, pointer: string): unknown {
  if (pointer === "") return document;
  if (!pointer.startsWith("/")) return undefined;
  let value = document;
  for (const raw of pointer.slice(1).split("/")) {
    const token = unescapeToken(raw);
    if (token === null || value === null || typeof value !== "object") return undefined;
    if (Array.isArray(value)) {
      if (!/^(?:0|[1-9]\d*)$/.test(token) || Number(token) >= value.length) return undefined;
      value = value[Number(token)];
    } else {
      if (!Object.hasOwn(value, token)) return undefined;
      value = (value as Record<string, unknown>)[token];
    }
  }
  return value;
}

/** `~1` is a slash and `~0` a tilde, read in that order; any other tilde is an error. */
function unescapeToken(raw: string): string | null {
  if (/~(?![01])/.test(raw)) return null;
  return raw.replaceAll("~1", "/").replaceAll("~0", "~");
}
