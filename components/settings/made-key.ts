/** What an action that made a key answers. Pure. */
export type MadeKey = { name: string; secret: string };

/** Null where it is something else. */
export function asMadeKey(data: unknown): MadeKey | null {
  if (typeof data !== "object" || data === null || !("name" in data) || !("secret" in data)) return null;
  return typeof data.name === "string" && typeof data.secret === "string" ? { name: data.name, secret: data.secret } : null;
}
