/** What stands in paths and queries: ids, pages, times, lists. Each says in the document what it accepts. */
import { z } from "@hono/zod-openapi";
import { ID_PREFIXES, type Id, type IdKind, isId } from "@/lib/ids";
import { InstantInput } from "@/lib/instant-input";
import { DEFAULT_LIMIT, MAX_LIMIT } from "@/lib/paging";

const EXAMPLE_ID = "01kb2c3d4e5f6g7h8j9kmnpqrs";

/** An id in a path. One of the wrong shape can't exist: it is answered 404, as an unknown one. */
export function idParam<K extends IdKind>(kind: K, what: string) {
  return z
    .custom<Id<K>>((value) => isId(kind, value), { error: `There is no ${what} of this id.` })
    .openapi({ type: "string", example: `${ID_PREFIXES[kind]}_${EXAMPLE_ID}`, description: `Id of the ${what}.` });
}

/** An id in a query or a body. */
export function idField<K extends IdKind>(kind: K, description: string) {
  return z
    .custom<Id<K>>((value) => isId(kind, value), { error: `not an id of this kind (${ID_PREFIXES[kind]}_…).` })
    .openapi({ type: "string", example: `${ID_PREFIXES[kind]}_${EXAMPLE_ID}`, description });
}

/** A number in a path, such as a revision's. */
export const numberParam = (what: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `There is no ${what} of this number.`)
    .transform(Number)
    .openapi({ type: "integer", minimum: 0, description: `Number of the ${what}.` });

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,9}$/, "expected a whole number.")
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected a whole number from ${min} to ${max}.`);

export const numberField = (description: string, { min, max }: { min: number; max: number }) =>
  wholeNumber(min, max).optional().openapi({ type: "integer", minimum: min, maximum: max, description });

export const limitField = ({ initial = DEFAULT_LIMIT, max = MAX_LIMIT } = {}) =>
  wholeNumber(1, max)
    .default(initial)
    .openapi({ type: "integer", minimum: 1, maximum: max, default: initial, description: "How many to answer." });

export const pageField = z
  .string()
  .optional()
  .openapi({ description: "`next_page` (or `prev_page`) of an earlier answer. Belongs to its list and order." });

export const flagField = (description: string) =>
  z
    .enum(["true", "false"], { error: "expected true or false." })
    .optional()
    .transform((value) => value === "true")
    .openapi({ type: "boolean", default: false, description });

export const textField = (description: string) => z.string().optional().openapi({ description });

/** `+` means a space in a query: an offset that was not percent-encoded still reads as meant. */
const repairedOffset = (value: unknown) => (typeof value === "string" ? value.replace(/ (\d\d:?\d\d)$/, "+$1").toUpperCase() : value);

export const instantField = (description: string) =>
  z
    .preprocess(repairedOffset, InstantInput)
    .transform((text) => new Date(text))
    .optional()
    .openapi({ type: "string", format: "date-time", description });

const asList = (value: unknown) => (value === undefined || Array.isArray(value) ? value : [value]);

/** A parameter that may be repeated. */
export const listField = <T extends z.ZodType>(item: T, description: string) =>
  z.preprocess(asList, z.array(item).max(100).optional()).optional().openapi({ description });

export const VIEWS = ["basic", "full"] as const;
export const viewField = (initial: (typeof VIEWS)[number]) =>
  z.enum(VIEWS).default(initial).openapi({ default: initial, description: "`full` answers with `content`, `basic` without." });
