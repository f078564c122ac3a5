import type { ImportProgress } from "@/components/imports/import-progress";
import type { ImportView } from "@/lib/interop/types";

/** How far an import is, for the browser that sends its file. */
export function progressJson({ id, agentId, status, received, imported, duplicates, rejected, failure }: ImportView): Response {
  const progress: ImportProgress = { id, agentId, status, received, imported, duplicates, rejected, failure };
  return Response.json(progress, { headers: { "cache-control": "no-store" } });
}
