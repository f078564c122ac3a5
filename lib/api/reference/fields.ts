/** A JSON schema in words, field by field, and the least that it accepts. Pure. */
import type { ReferenceField } from "@/lib/api/reference/types";

export type Schema = Record<string, unknown>;
export type Components = Record<string, Schema>;

// Deeper than this a page tells less the longer it gets.
const MAX_DEPTH = 3;

export function fieldsOf(given: Schema, components: Components, above = "", depth = 0): ReferenceField[] {
  const schema = resolved(given, components);
  if (schema.type === "array") return depth > MAX_DEPTH ? [] : fieldsOf(schemaIn(schema.items), components, `${above}[]`, depth);
  const branches = alternativesOf(schema).map((branch) => resolved(branch, components));
  if (branches.length > 0) return oncePerName(branches.flatMap((branch) => fieldsOf(branch, components, above, depth)));
  if (depth > MAX_DEPTH) return [];
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : []);
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(([key, field]) => {
    const name = above === "" ? key : `${above}.${key}`;
    return [
      { name, type: typeWords(field, components), isRequired: required.has(key), description: descriptionOf(field, components) },
      ...fieldsOf(field, components, name, depth + 1),
    ];
  });
}

/** Of alternatives that share a field, the first one's words stand. */
function oncePerName(fields: ReferenceField[]): ReferenceField[] {
  const known = new Map<string, ReferenceField>();
  for (const field of fields) {
    const before = known.get(field.name);
    if (!before) known.set(field.name, field);
    else if (before.type !== field.type && !before.type.split(" or ").includes(field.type)) {
      known.set(field.name, { ...before, type: `${before.type} or ${field.type}`, isRequired: before.isRequired && field.isRequired });
    }
  }
  return [...known.values()];
}

export function typeWords(given: Schema, components: Components): string {
  const schema = resolved(given, components);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  const branches = alternativesOf(schema);
  if (branches.length > 0) return [...new Set(branches.map((branch) => typeWords(branch, components)))].join(" or ");
  const types = [schema.type ?? "any"].flat().map(String);
  const words = types.map((type) => (type === "array" ? `list of ${typeWords(schemaIn(schema.items), components)}` : type)).join(" or ");
  return [schema.format === "date-time" ? words.replace("string", "RFC 3339 time") : words, boundsOf(schema)].filter(Boolean).join(", ");
}

function boundsOf({ minimum, maximum, minLength, maxLength }: Schema): string {
  const [least, most, unit] =
    minimum === undefined && maximum === undefined ? [minLength, maxLength, " characters"] : [minimum, maximum, ""];
  const isKnown = (bound: unknown): bound is number => typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (isKnown(least) && isKnown(most)) return `${least} to ${most}${unit}`;
  if (isKnown(most)) return `at most ${most}${unit}`;
  return isKnown(least) ? `at least ${least}${unit}` : "";
}

function descriptionOf(given: Schema, components: Components): string {
  return String(given.description ?? resolved(given, components).description ?? "");
}

/** The least value that the schema accepts, with words where a person has to fill something in. */
export function sampleOf(given: Schema, components: Components, name = "value", depth = 0): unknown {
  const schema = resolved(given, components);
  if ("example" in schema) return schema.example;
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [branch] = alternativesOf(schema);
  if (branch) return sampleOf(branch, components, name, depth);
  switch ([schema.type ?? "object"].flat()[0]) {
    case "string":
      return schema.format === "date-time" ? "2026-01-31T12:00:00Z" : (SAMPLES[name] ?? "…");
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? Math.max(1, schema.minimum) : 1;
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return depth > MAX_DEPTH ? [] : [sampleOf(schemaIn(schema.items), components, name, depth + 1)];
    default: {
      const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
      const fields = (schema.properties ?? {}) as Record<string, Schema>;
      return Object.fromEntries(required.map((key) => [key, sampleOf(fields[key] ?? {}, components, key, depth + 1)]));
    }
  }
}

const SAMPLES: Record<string, string> = {
  name: "My first",
  model: "claude-opus-4-5",
  path: "/notes/hello.md",
  content: "Hello.",
  url: "https://example.org/hook",
  text: "Hello.",
  expression: "0 4 * * *",
  timezone: "Europe/Berlin",
};

function alternativesOf(schema: Schema): Schema[] {
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) ? (branches as Schema[]) : [];
}

export function resolved(schema: Schema, components: Components): Schema {
  const name = typeof schema.$ref === "string" ? schema.$ref.split("/").pop() : undefined;
  if (name !== undefined) return components[name] ?? {};
  if (!Array.isArray(schema.allOf)) return schema;
  const parts = (schema.allOf as Schema[]).map((part) => resolved(part, components));
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
  return { ...Object.assign({}, ...parts), ...schema, properties, required: parts.flatMap((part) => part.required ?? []) };
}

const schemaIn = (value: unknown): Schema => (typeof value === "object" && value !== null ? (value as Schema) : {});
