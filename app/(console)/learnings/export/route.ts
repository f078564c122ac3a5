import type { NextRequest } from "next/server";
import type { Ctx } from "@/lib/context";
import { type LearningFilter, listLearnings, readLearningTexts } from "@/lib/learnings/queries";
import { requireCtx } from "@/lib/web/current-user";
import { downloadResponse, streamNdjson } from "@/lib/web/export";
import { filterOf, loadLearningsSearch } from "../search-params";

const PER_READ = 100;

/** Exactly the filtered learnings with their texts, one JSON object per line. */
export async function GET(request: NextRequest): Promise<Response> {
  const ctx = await requireCtx();
  const filter = filterOf(loadLearningsSearch(request.nextUrl.searchParams));
  return downloadResponse(streamNdjson(readAll(ctx, filter)), "ndjson", `learnings-${ctx.clock.now().toISOString().slice(0, 10)}`);
}

async function* readAll(ctx: Ctx, filter: Omit<LearningFilter, "limit">) {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listLearnings>> = await listLearnings(ctx, { ...filter, limit: PER_READ, cursor });
    const texts = await readLearningTexts(
      ctx,
      page.items.map((learning) => learning.id),
    );
    for (const learning of page.items) yield { ...learning, content: texts.get(learning.id) ?? null };
    cursor = page.nextCursor;
  } while (cursor !== null);
}
