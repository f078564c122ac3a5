/** `/v1/openapi.json`: the API describes itself from the very routes that it serves */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { json } from "@/lib/api/responses";
import type { ApiEnv } from "@/lib/api/types";

export const OPENAPI_PATH = "/v1/openapi.json";

const DESCRIPTION = `Agents, their past sessions, and what is learned from them. Where the Managed Agents API has a resource, its paths and fields are served as they are; fields of Reverie's own are additions.

Send an API key as \`x-api-key\` or as \`Authorization: Bearer\`. Lists answer \`{data, next_page}\`; give \`next_page\` as \`page\` to go on. Every answer carries a \`request-id\`.`;

const route = createRoute({
  method: "get",
  path: OPENAPI_PATH,
  operationId: "getOpenApiDocument",
  summary: "This document",
  description: "Needs no key.",
  tags: ["About"],
  security: [],
  responses: { 200: json(z.looseObject({ openapi: z.string() }), "An OpenAPI 3.1 document.") },
});

/** Adds the document to an app whose other routes are all registered. */
export function serveOpenApi(app: OpenAPIHono<ApiEnv>, version: string): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", { type: "apiKey", in: "header", name: "x-api-key" });
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  app.openAPIRegistry.registerPath(route);
  let text: string | undefined;
  app.get(OPENAPI_PATH, (c) => {
    // The routes never change while the process lives.
    text ??= JSON.stringify(
      app.getOpenAPI31Document({
        openapi: "3.1.0",
        info: { title: "Reverie", version, description: DESCRIPTION },
        servers: [{ url: "/" }],
        security: [{ apiKey: [] }, { bearer: [] }],
      }),
    );
    return c.body(text, 200, { "content-type": "application/json" });
  });
}
