/** A dream's change set as a file: a patch for the store, or JSON with statistics, evidence and decisions. */
import { toWireChange } from "@/lib/api/wire/changes";
import type { Ctx } from "@/lib/context";
import { toPatch } from "@/lib/dreaming/patch";
import { getDream, listChanges } from "@/lib/dreaming/queries";
import type { ChangeView } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import { type DreamId, isId } from "@/lib/ids";
import { MAX_LIMIT } from "@/lib/paging";
import { forVisitor } from "@/lib/web/route-visitor";

export async function GET(request: Request, { params }: { params: Promise<{ dreamId: string }> }): Promise<Response> {
  const { dreamId } = await params;
  const format = new URL(request.url).searchParams.get("format");
  return forVisitor(request, async ({ ctx }) => {
    if (!isId("dream", dreamId)) throw new AppError("not_found", `There is no dream ${dreamId}.`);
    if (format !== "patch" && format !== "json") throw new AppError("invalid_input", "Give format=patch or format=json.");
    const dream = await getDream(ctx, dreamId);
    const changes = await readAll(ctx, dreamId);
    const body =
      format === "json"
        ? `${JSON.stringify({ dream_id: dreamId, agent_id: dream.agentId, memory_store_id: dream.storeId, base_revision: dream.baseRevision, changes: changes.map(toWireChange) }, null, 2)}\n`
        : toPatch(
            changes.filter((change) => change.decision.status !== "rejected"),
            `Dream ${dreamId} of ${dream.agentName.replaceAll(/\s+/g, " ")}, ${dream.createdAt.toISOString()}: changes that are not rejected, against revision ${dream.baseRevision ?? 0}`,
          );
    return new Response(body, {
      headers: {
        "content-type": format === "json" ? "application/json; charset=utf-8" : "text/x-diff; charset=utf-8",
        "content-disposition": `attachment; filename="${dreamId}.${format}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  });
}

/** A dream proposes some dozens at most. */
async function readAll(ctx: Ctx, dreamId: DreamId): Promise<ChangeView[]> {
  const all: ChangeView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listChanges>> = await listChanges(ctx, { dreamId, limit: MAX_LIMIT, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}
