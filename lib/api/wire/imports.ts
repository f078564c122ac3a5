/** Imports on the wire. */
import { z } from "@hono/zod-openapi";
import { idOf, instant, maybeInstant, toInstant, toMaybeInstant } from "@/lib/api/responses";
import type { ImportView } from "@/lib/interop/types";

const count = z.number().int();

export const WireImport = z
  .object({
    id: idOf("import", "Id of the import."),
    type: z.literal("import"),
    status: z.enum(["running", "completed", "failed"]),
    format: z.string(),
    agent_id: z.string().nullable().openapi({ description: "Null until the agent is known." }),
    agent_name: z.string().nullable().openapi({ description: "As asked." }),
    file_name: z.string().nullable(),
    bytes: count.openapi({ description: "Of the body, read so far." }),
    received: count.openapi({ description: "Records read: imported, duplicates and rejected." }),
    imported: count,
    duplicates: count.openapi({ description: "Known before, by `external_id` or content." }),
    rejected: count,
    errors: z.array(z.object({ line: count, message: z.string() })).openapi({ description: "The first 1,000; `rejected` counts all." }),
    failure: z.string().nullable().openapi({ description: "Why it failed." }),
    created_at: instant("When it began."),
    ended_at: maybeInstant("When it ended."),
  })
  .openapi("Import");

export function toWireImport(view: ImportView): z.infer<typeof WireImport> {
  const { id, status, format, bytes, received, imported, duplicates, rejected, errors, failure } = view;
  return {
    id,
    type: "import",
    status,
    format,
    agent_id: view.agentId,
    agent_name: view.agentName,
    file_name: view.fileName,
    bytes,
    received,
    imported,
    duplicates,
    rejected,
    errors,
    failure,
    created_at: toInstant(view.createdAt),
    ended_at: toMaybeInstant(view.endedAt),
  };
}
