import { z } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { toInvalidInput } from "@/lib/api/validation";

function said(schema: z.ZodType, value: unknown): string {
  const result = schema.safeParse(value);
  if (result.success) throw new Error("nothing is wrong with it");
  return toInvalidInput(result.error).message;
}

const typed = z.union([
  z.strictObject({ type: z.literal("a"), size: z.number() }),
  z.strictObject({ type: z.literal("b"), name: z.string() }),
]);

describe("toInvalidInput", () => {
  it("names the field by its path, and what is missing", () => {
    const schema = z.strictObject({ list: z.array(z.strictObject({ name: z.string() })) });
    expect(said(schema, { list: [{ name: "x" }, {}] })).toBe("list.1.name: required.");
    expect(said(schema, { list: [{ name: 1 }] })).toBe("list.0.name: expected string, received number");
    expect(said(schema, {})).toBe("list: required.");
    expect(said(schema, "text")).toBe("The body: expected object, received string");
    expect(said(schema, null)).toBe("The body: expected object, received null");
  });

  it("names every unknown field, also inside", () => {
    const schema = z.strictObject({ inner: z.strictObject({ a: z.number().optional() }) });
    expect(said(schema, { inner: { b: 1 } })).toBe("inner.b: unknown field.");
    const error = schema.safeParse({ inner: { b: 1, c: 2 }, d: 3 }).error;
    if (!error) throw new Error("nothing is wrong with it");
    expect(toInvalidInput(error).details.fields).toEqual({ "inner.b": "unknown field.", "inner.c": "unknown field.", d: "unknown field." });
  });

  it("speaks of the alternative that was meant", () => {
    expect(said(z.strictObject({ tool: typed }), { tool: { type: "b" } })).toBe("tool.name: required.");
    expect(said(typed, { type: "a", size: "1" })).toBe("size: expected number, received string");
    expect(said(typed, { type: "a", size: 1, extra: 1 })).toBe("extra: unknown field.");
  });

  it("names the alternatives where none was meant", () => {
    expect(said(z.strictObject({ tool: typed }), { tool: { type: "c" } })).toBe("tool: type is not one of a, b.");
    expect(said(z.strictObject({ model: z.union([z.string(), z.strictObject({})]) }), { model: 7 })).toBe(
      "model: expected string or object.",
    );
    expect(said(z.union([z.literal("new"), z.strictObject({})]), "old")).toBe('The body: expected "new" or object.');
  });

  it("keeps a schema's own words", () => {
    const schema = z.strictObject({ a: z.string().min(3, "Too short for a name.") }).refine(() => true);
    expect(said(schema, { a: "x" })).toBe("a: Too short for a name.");
    expect(said(z.record(z.string().max(2, "Keys are short."), z.number()), { long: 1 })).toBe("long: Keys are short.");
  });
});
