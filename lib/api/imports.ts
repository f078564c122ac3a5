/** `/v1/imports`: past sessions from elsewhere */
import { createRoute, z } from "@hono/zod-openapi";
import { streamBody } from "@/lib/api/body-stream";
import { idParam, limitField, pageField, textField } from "@/lib/api/params";
import { failures, json, listOf, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toInvalidInput } from "@/lib/api/validation";
import { toWireImport, WireImport } from "@/lib/api/wire/imports";
import { runImport, startImport } from "@/lib/interop/commands";
import { StartImportInput } from "@/lib/interop/inputs";
import { getImport, listImports } from "@/lib/interop/queries";
import { IMPORT_FORMATS } from "@/lib/interop/types";

const tags = ["Imports"];
export const IMPORTS_PATH = "/v1/imports";

const bytes = { schema: { type: "string", format: "binary" } } as const;

const create = createRoute({
  method: "post",
  path: IMPORTS_PATH,
  operationId: "createImport",
  summary: "Import past sessions",
  description:
    "Reads the body as it arrives, of any size, plain or gzip, and answers when it is read. A bad record is reported with its line and stops nothing; a body that is cut short ends `failed`, and sending it again skips what is in. Name the agent by `agent_id`, or by `agent_name`, which makes one where there is none. Needs scope `ingest`.",
  tags,
  request: {
    query: z.object({
      agent_id: textField("The agent whose sessions these are."),
      agent_name: textField("The agent's name, in place of its id."),
      format: z
        .string()
        .optional()
        .openapi({ type: "string", enum: [...IMPORT_FORMATS], default: "auto", description: "How the body is written; `auto` finds out." }),
    }),
    body: {
      required: true,
      description: "JSON or JSON lines in UTF-8, gzip or not, whatever the content type says.",
      content: { "application/x-ndjson": bytes, "application/json": bytes, "application/gzip": bytes, "application/octet-stream": bytes },
    },
  },
  responses: { 200: json(WireImport, "The import, ended."), ...writeFailures },
});

const list = createRoute({
  method: "get",
  path: IMPORTS_PATH,
  operationId: "listImports",
  summary: "List imports",
  description: "Newest first. Needs scope `read`.",
  tags,
  request: { query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireImport), "A page of imports."), ...failures },
});

const retrieve = createRoute({
  method: "get",
  path: `${IMPORTS_PATH}/{import_id}`,
  operationId: "getImport",
  summary: "Retrieve an import",
  description: "Its numbers grow while the body arrives. Needs scope `read`.",
  tags,
  request: { params: z.object({ import_id: idParam("import", "import") }) },
  responses: { 200: json(WireImport, "The import."), ...failures },
});

export function importsRouter() {
  return createRouter()
    .openapi(create, async (c) => {
      const parsed = StartImportInput.safeParse(c.req.valid("query"));
      if (!parsed.success) throw toInvalidInput(parsed.error);
      const started = await startImport(c.var.ctx, parsed.data, null);
      // Ends the record whatever happens to the client: nobody else would for minutes.
      const ended = await runImport(c.var.ctx, started, parsed.data, { chunks: streamBody(c.req.raw), fileName: null });
      return c.json(toWireImport(ended), 200);
    })
    .openapi(list, async (c) => {
      const { limit, page: cursor } = c.req.valid("query");
      const page = await listImports(c.var.ctx, { limit, cursor });
      return c.json({ data: page.items.map(toWireImport), next_page: page.nextCursor }, 200);
    })
    .openapi(retrieve, async (c) => c.json(toWireImport(await getImport(c.var.ctx, c.req.valid("param").import_id)), 200));
}
