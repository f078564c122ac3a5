import type { z } from "@hono/zod-openapi";

/**
 * A room's schema, ready for `.openapi()`. That method is given to schemas made after `@hono/zod-openapi` was loaded; a console page may have
 * loaded the room before.
 */
export function documentable<S extends z.ZodType>(schema: S): S {
  return schema.clone();
}

/** A command's own schema with words on its fields for the document; what it accepts does not change. */
export function describeFields<S extends z.ZodObject>(schema: S, words: Partial<Record<keyof S["shape"] & string, string>>): S {
  const described = Object.entries(words).flatMap(([name, text]) => {
    const field = schema.shape[name];
    return field && typeof text === "string" ? [[name, (field as z.ZodType).describe(text)] as const] : [];
  });
  // The same fields under the same names: only their descriptions are new, so the type stays.
  return schema.safeExtend(Object.fromEntries(described)) as unknown as S;
}
