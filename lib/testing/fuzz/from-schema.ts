/** Values made after a JSON schema of the API's document: mostly as it says, some of them hostile in one place or altogether. */
import fc from "fast-check";

export type JsonSchema = Record<string, unknown>;
type Components = Record<string, JsonSchema>;

/** Texts that have broken parsers, databases, paths and pages. */
export const HOSTILE_TEXTS = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "a\u0000b",
  "../../etc/passwd",
  "/",
  "//",
  "/notes/../x",
  "%",
  "%00",
  "' or 1=1; --",
  '"; drop table agents; --',
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "null",
  "undefined",
  "NaN",
  "-0",
  "1e999",
  "9".repeat(40),
  "2026-02-30T25:61:61Z",
  "9999-12-31T23:59:59.999-23:59",
  "0000-00-00T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "\u202eevil",
  "e\u0301",
  "\u2028",
  "😀".repeat(50),
  "x".repeat(5_000),
  "\\",
  "*",
  "(((((((((((((((((((((",
  "* * * * *",
  "0 0 31 2 *",
];

const hostileText = fc.constantFrom(...HOSTILE_TEXTS);

/** Anything that JSON can say, and far from what is asked. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e21,
    Number.MAX_SAFE_INTEGER,
    -2147483649,
    [],
    {},
    [[]],
    [null],
    { type: null },
    { "": "" },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(nested(80)),
);

function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Bodies after a schema; `ids` are those of things that exist. */
export function bodyOf(schema: JsonSchema, components: Components, ids: readonly string[]): fc.Arbitrary<unknown> {
  const valid = valueFor(schema, { components, ids, depth: 0 });
  const tame = valueFor(schema, { components, ids, depth: 0, isTame: true });
  return fc.oneof(
    { weight: 2, arbitrary: tame },
    { weight: 3, arbitrary: valid },
    {
      weight: 4,
      arbitrary: fc.tuple(valid, hostileValue, fc.nat(), fc.boolean()).map(([value, evil, at, isExtra]) => spoil(value, evil, at, isExtra)),
    },
    { weight: 1, arbitrary: hostileValue },
  );
}

/** Values of one query parameter, as text. */
export function queryTextOf(schema: JsonSchema, components: Components, ids: readonly string[]): fc.Arbitrary<string> {
  const valid = valueFor(schema, { components, ids, depth: 0, isTame: true }).map((value) =>
    Array.isArray(value) ? String(value[0] ?? "") : String(value),
  );
  return fc.oneof({ weight: 3, arbitrary: valid }, { weight: 1, arbitrary: hostileText });
}

/** Tame values have what is required and nothing else, in plain words. */
type Place = { components: Components; ids: readonly string[]; depth: number; isTame?: boolean };

function valueFor(given: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  const schema = dereferenced(given, place.components);
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const branches = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (branches && branches.length > 0) return fc.oneof(...branches.map((branch) => valueFor(branch, place)));
  if (Array.isArray(schema.allOf)) {
    const parts = (schema.allOf as JsonSchema[]).map((part) => valueFor(part, place));
    return fc.tuple(...parts).map((values) => Object.assign({}, ...values.filter((value) => typeof value === "object")));
  }
  const types = [schema.type ?? (schema.properties ? "object" : "any")].flat();
  return fc.oneof(...types.map((type) => valueForType(String(type), schema, place)));
}

function valueForType(type: string, schema: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return numberOf(type, schema, place);
    case "string":
      return textOf(schema, place);
    case "array":
      return arrayOf(schema, place);
    case "object":
      return objectOf(schema, place);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function numberOf(type: string, { minimum, maximum }: JsonSchema, { isTame }: Place): fc.Arbitrary<number> {
  const min = typeof minimum === "number" ? minimum : -1_000;
  const max = typeof maximum === "number" ? Math.max(min, maximum) : Math.max(min, 1_000_000);
  const edge = fc.constantFrom(min, max, min - 1, max + 1);
  const inside = type === "integer" ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max, noNaN: true });
  return isTame ? inside : fc.oneof({ weight: 4, arbitrary: inside }, { weight: 1, arbitrary: edge });
}

function textOf(schema: JsonSchema, { ids, isTame }: Place): fc.Arbitrary<string> {
  const example = typeof schema.example === "string" ? schema.example : null;
  const prefix = example?.split("_")[0];
  const known = ids.filter((id) => id.startsWith(`${prefix}_`));
  // An id of its kind goes where one is asked for; elsewhere any text of about the right length.
  if (example && known.length > 0) return isTame ? fc.constantFrom(...known) : fc.constantFrom(...known, example);
  if (schema.format === "date-time")
    return fc.constantFrom("2026-11-22T12:00:00Z", "2026-11-22T12:00:00.123+02:00", "1970-01-01T00:00:00Z");
  if (isTame) return fc.constantFrom("/notes/b.md", "hello", "UTC", "0 4 * * *", "https://example.org/x", ...ids);
  const maxLength = Math.min(typeof schema.maxLength === "number" ? schema.maxLength : 40, 300);
  const minLength = Math.min(typeof schema.minLength === "number" ? schema.minLength : 0, maxLength);
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ minLength, maxLength, unit: "grapheme" }) },
    { weight: 2, arbitrary: fc.constantFrom("/notes/a.md", "hello", "m", "https://example.org/x", "a".repeat(64), "UTC") },
    { weight: 1, arbitrary: fc.constantFrom("", ...ids) },
    { weight: 1, arbitrary: hostileText },
  );
}

function arrayOf(schema: JsonSchema, place: Place): fc.Arbitrary<unknown[]> {
  const items = (schema.items ?? {}) as JsonSchema;
  const minLength = typeof schema.minItems === "number" ? schema.minItems : 0;
  const maxLength = Math.max(minLength, Math.min(typeof schema.maxItems === "number" ? schema.maxItems : 3, 3));
  return place.depth > 5 ? fc.constant([]) : fc.array(valueFor(items, { ...place, depth: place.depth + 1 }), { minLength, maxLength });
}

function objectOf(schema: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  const inner = { ...place, depth: place.depth + 1 };
  if (place.depth > 5) return fc.constant({});
  const asked = Object.entries(properties).filter(([name]) => !place.isTame || required.includes(name));
  const fields = Object.fromEntries(asked.map(([name, one]) => [name, valueFor(one, inner)]));
  const known = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  const more = schema.additionalProperties;
  if (typeof more !== "object" || more === null || place.isTame) return known;
  const free = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), valueFor(more as JsonSchema, inner), { maxKeys: 3 });
  return fc.tuple(known, free).map(([a, b]) => ({ ...b, ...a }));
}

function dereferenced(schema: JsonSchema, components: Components): JsonSchema {
  const name = typeof schema.$ref === "string" ? schema.$ref.split("/").pop() : undefined;
  return name === undefined ? schema : (components[name] ?? {});
}

/** One place of the value is another value, or has one more. */
function spoil(value: unknown, evil: unknown, at: number, isExtra: boolean): unknown {
  const copy: unknown = structuredClone(value);
  const places: { holder: Record<string, unknown> | unknown[]; key: string | number }[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      places.push({ holder: node as Record<string, unknown>, key });
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return evil;
  if (isExtra && !Array.isArray(place.holder)) place.holder[`extra_${at % 7}`] = evil;
  else (place.holder as Record<string, unknown>)[place.key] = evil;
  return copy;
}
