/** Whether a value is a JSON schema, as far as a tool's or an answer's schema gets it wrong in practice. Pure. */
import type { Json } from "@/lib/testing/fake-model/types";

const TYPES = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);
/** Keywords that hold one schema, a list of them, or a map of them. */
const ONE = ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"];
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"];
const MAPS = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

function keywordFault(schema: Json): string | null {
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  if (!types.every((type) => TYPES.has(type as string))) return "type";
  const { required } = schema;
  if (required != null && !(Array.isArray(required) && required.every((name) => typeof name === "string"))) return "required";
  if (schema.enum !== undefined && !Array.isArray(schema.enum)) return "enum";
  if (schema.description !== undefined && typeof schema.description !== "string") return "description";
  return null;
}

/** Every schema within, with its path; or the path of what is no schema. */
export function walkSchema(schema: unknown, at: string, visit: (schema: Json, at: string) => void): string | null {
  if (typeof schema === "boolean") return null;
  if (!isObject(schema)) return at;
  const fault = keywordFault(schema);
  if (fault) return `${at}.${fault}`;
  visit(schema, at);
  for (const keyword of ONE) {
    const wrong = schema[keyword] === undefined ? null : walkSchema(schema[keyword], `${at}.${keyword}`, visit);
    if (wrong) return wrong;
  }
  for (const keyword of [...LISTS, ...MAPS]) {
    const inner = schema[keyword];
    if (inner == null) continue;
    if (LISTS.includes(keyword) ? !Array.isArray(inner) : !isObject(inner)) return `${at}.${keyword}`;
    for (const [name, each] of Object.entries(inner)) {
      const wrong = walkSchema(each, `${at}.${keyword}.${name}`, visit);
      if (wrong) return wrong;
    }
  }
  return null;
}
