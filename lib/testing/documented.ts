/** Holds every answer of the API against its own description: the route's schema, and the published document. */
import { isDeepStrictEqual } from "node:util";
import { z } from "@hono/zod-openapi";
import type { createApiApp } from "@/lib/api/app";

type App = ReturnType<typeof createApiApp>;
type Operation = { method: string; path: string; pattern: RegExp; responses: Record<string, ResponseConfig> };
type ResponseConfig = { content?: { "application/json"?: { schema?: unknown } } };
type Document = {
  paths: Record<string, Record<string, { operationId?: string; responses: Record<string, ResponseConfig> }>>;
  components: { schemas: Record<string, unknown> };
};

export type Documented = {
  operations: { method: string; path: string }[];
  /** Throws when a JSON answer is not as described; answers of unknown paths must be error envelopes. */
  check(method: string, path: string, status: number, body: unknown): void;
};

/** Reads the document that the app serves, and the schemas that its routes were made with. */
export async function readDocument(app: App): Promise<Documented & { document: Document }> {
  const document = (await (await app.request("/v1/openapi.json")).json()) as Document;
  const operations: Operation[] = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === "route"
      ? [
          {
            method: definition.route.method,
            path: definition.route.path,
            pattern: toPattern(definition.route.path),
            responses: definition.route.responses as Operation["responses"],
          },
        ]
      : [],
  );
  const published = new Map<string, z.ZodType>();
  const publishedSchema = (path: string, method: string, status: number): z.ZodType => {
    const key = `${method} ${path} ${status}`;
    const schema = document.paths[path]?.[method]?.responses[status]?.content?.["application/json"]?.schema;
    if (schema === undefined) throw new Error(`The document has no answer for ${key}.`);
    const made = published.get(key) ?? toZod(schema, document.components.schemas);
    published.set(key, made);
    return made;
  };
  return {
    document,
    operations,
    check(method, path, status, body) {
      const operation = operations.find((one) => one.method === method.toLowerCase() && one.pattern.test(path));
      if (!operation) {
        if (status < 400) throw new Error(`${method} ${path} is served but not described.`);
        return;
      }
      const schema = operation.responses[status]?.content?.["application/json"]?.schema;
      const where = `${method} ${operation.path} -> ${status}`;
      if (!(schema instanceof z.ZodType)) throw new Error(`${where} is not described.`);
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw new Error(`${where} is not as its schema says:\n${z.prettifyError(parsed.error)}`);
      // Parsing drops what the schema does not name.
      if (!isDeepStrictEqual(parsed.data, body))
        throw new Error(`${where} answers fields that its schema does not name:\n${JSON.stringify(body, null, 1)}`);
      const inDocument = publishedSchema(operation.path, operation.method, status).safeParse(body);
      if (!inDocument.success) throw new Error(`${where} is not as the document says:\n${z.prettifyError(inDocument.error)}`);
    },
  };
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function toZod(schema: unknown, components: Record<string, unknown>): z.ZodType {
  // Through text once, because a reference may stand at any depth.
  const local = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/$defs/"));
  const whole = { ...(local(schema) as object), $defs: local(components) };
  return z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0]);
}
