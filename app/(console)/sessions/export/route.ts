import { chosenColumns, EXPORT_VALUES } from "@/components/sessions/session-columns";
import { dayInZone } from "@/lib/day-in-zone";
import { type SessionRow, streamFilteredSessions } from "@/lib/sessions/list";
import { parseSort } from "@/lib/sessions/list-filter";
import { recordExport, streamTranscripts } from "@/lib/sessions/transcripts";
import { parseTimeRange } from "@/lib/time-range";
import { downloadResponse, streamCsv, streamNdjson } from "@/lib/web/export";
import { forVisitor } from "@/lib/web/route-visitor";
import { toListFilter } from "../filters";
import { loadSessionsSearch } from "../search-params";

/** Exactly the sessions that the list's address finds, in its order and with its columns: `kind` is csv, ndjson or transcripts. */
export async function GET(request: Request): Promise<Response> {
  return forVisitor(request, async ({ ctx, membership }) => {
    const query = new URL(request.url).searchParams;
    const kind = query.get("kind");
    const search = await loadSessionsSearch(query);
    const now = ctx.clock.now();
    const filter = toListFilter(search, parseTimeRange(search.range, now, membership.timeZone));
    const sort = parseSort(search.sort);
    const name = `sessions-${dayInZone(now, membership.timeZone)}`;
    await recordExport(ctx, { kind: kind ?? "csv", query: query.toString().slice(0, 1000) });
    if (kind === "transcripts")
      return downloadResponse(streamNdjson(streamTranscripts(ctx, filter, sort)), "ndjson", `${name}-transcripts`);
    const all = [
      { header: "id", value: ({ id }: SessionRow) => id },
      { header: "title", value: ({ title }: SessionRow) => title },
      { header: "external_id", value: ({ externalId }: SessionRow) => externalId },
      ...chosenColumns(search.cols).map((key) => EXPORT_VALUES[key]),
    ];
    const rows = streamFilteredSessions(ctx, filter, sort);
    if (kind !== "ndjson") return downloadResponse(streamCsv(all, rows), "csv", name);
    const asObjects = async function* () {
      for await (const row of rows) yield Object.fromEntries(all.map(({ header, value }) => [header, value(row)]));
    };
    return downloadResponse(streamNdjson(asObjects()), "ndjson", name);
  });
}
