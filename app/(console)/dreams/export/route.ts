/** The filtered list of dreams as a file, row by row. */
import { triggerInWords } from "@/components/dreams/dream-words";
import { toWireDream } from "@/lib/api/wire/dreams";
import type { Ctx } from "@/lib/context";
import { type DreamFilter, listDreams } from "@/lib/dreaming/queries";
import type { DreamView } from "@/lib/dreaming/types";
import { AppError } from "@/lib/errors";
import { MAX_LIMIT } from "@/lib/paging";
import { type CsvColumn, downloadResponse, streamCsv, streamNdjson } from "@/lib/web/export";
import { forVisitor } from "@/lib/web/route-visitor";
import { loadDreamsSearch, toDreamFilter } from "../search-params";

const COLUMNS: CsvColumn<DreamView>[] = [
  { header: "dream", value: (dream) => dream.id },
  { header: "status", value: (dream) => dream.status },
  { header: "stage", value: (dream) => dream.stage },
  { header: "agent", value: (dream) => dream.agentName },
  { header: "agent_id", value: (dream) => dream.agentId },
  { header: "trigger", value: triggerInWords },
  { header: "asked_for_at", value: (dream) => dream.createdAt },
  { header: "started_at", value: (dream) => dream.startedAt },
  { header: "ended_at", value: (dream) => dream.endedAt },
  { header: "sessions_read", value: (dream) => dream.sessionsRead },
  { header: "added", value: (dream) => dream.changes.add },
  { header: "reinforced", value: (dream) => dream.changes.reinforce },
  { header: "revised", value: (dream) => dream.changes.revise },
  { header: "merged", value: (dream) => dream.changes.merge },
  { header: "retired", value: (dream) => dream.changes.retire },
  { header: "held", value: (dream) => dream.decisions.held },
  { header: "approved", value: (dream) => dream.decisions.approved + dream.decisions.edited },
  { header: "rejected", value: (dream) => dream.decisions.rejected },
  { header: "to_review", value: (dream) => dream.decisions.pending },
  { header: "cost_usd", value: (dream) => dream.costUsd },
  { header: "session_cost_usd", value: (dream) => dream.sessionCostUsd },
  { header: "revision_published", value: (dream) => dream.publishedRevision },
  { header: "error", value: (dream) => dream.error?.message },
];

export async function GET(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const format = url.searchParams.get("format");
  return forVisitor(request, async ({ ctx, membership }) => {
    if (format !== "csv" && format !== "ndjson") throw new AppError("invalid_input", "Give format=csv or format=ndjson.");
    const now = ctx.clock.now();
    const rows = everyDream(ctx, toDreamFilter(await loadDreamsSearch(url), now, membership.timeZone));
    const body = format === "csv" ? streamCsv(COLUMNS, rows) : streamNdjson(mapEach(rows, toWireDream));
    return downloadResponse(body, format, `dreams-${now.toISOString().slice(0, 10)}`);
  });
}

async function* everyDream(ctx: Ctx, filter: Omit<DreamFilter, "limit" | "cursor">): AsyncGenerator<DreamView> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listDreams>> = await listDreams(ctx, { ...filter, limit: MAX_LIMIT, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

async function* mapEach<A, B>(rows: AsyncIterable<A>, to: (row: A) => B): AsyncGenerator<B> {
  for await (const row of rows) yield to(row);
}
