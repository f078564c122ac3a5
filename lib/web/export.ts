/** Downloads written row by row: whatever their size, one batch is in memory. Cells that a spreadsheet would run are defused. */

export type CsvValue = string | number | boolean | Date | null | undefined;
export type CsvColumn<Row> = { header: string; value: (row: Row) => CsvValue };
export type Rows<Row> = AsyncIterable<Row> | Iterable<Row>;

/** Bytes that are gathered before they are sent. */
const CHUNK_CHARS = 32 * 1024;

/**
 * One cell of RFC 4180. A text that starts with `= + - @`, a tab or a line break gets an apostrophe in front, so that no spreadsheet takes it
 * for a formula; numbers stay numbers. Empty where nothing is known. Pure.
 */
export function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  // Spreadsheets look past leading spaces, and some end a text at a zero.
  const clean = value.replaceAll("\0", "");
  const safe = /^[\t\r\n]|^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function* csvLines<Row>(columns: readonly CsvColumn<Row>[], rows: Rows<Row>): AsyncGenerator<string> {
  yield `${columns.map(({ header }) => csvCell(header)).join(",")}\r\n`;
  for await (const row of rows) yield `${columns.map(({ value }) => csvCell(value(row))).join(",")}\r\n`;
}

async function* ndjsonLines(rows: Rows<unknown>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** A byte stream that asks for rows only as fast as the reader takes them, and stops asking when the reader leaves. */
function toStream(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let gathered = "";
        while (gathered.length < CHUNK_CHARS) {
          const { done, value } = await lines.next();
          if (done) {
            if (gathered) controller.enqueue(encoder.encode(gathered));
            controller.close();
            return;
          }
          gathered += value;
        }
        controller.enqueue(encoder.encode(gathered));
      },
      async cancel() {
        await lines.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

/** A table with a head line. Rows are asked for one by one. */
export function streamCsv<Row>(columns: readonly CsvColumn<Row>[], rows: Rows<Row>): ReadableStream<Uint8Array> {
  return toStream(csvLines(columns, rows));
}

/** One JSON value per line. */
export function streamNdjson(rows: Rows<unknown>): ReadableStream<Uint8Array> {
  return toStream(ndjsonLines(rows));
}

const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" } as const;

/** The answer of a route handler: a file to save, never kept by a cache. `name` without its ending: "sessions-2026-11-25". */
export function downloadResponse(body: ReadableStream<Uint8Array>, kind: keyof typeof TYPES, name: string): Response {
  const safe = name.replace(/[^\w.-]+/g, "-").slice(0, 120) || "export";
  return new Response(body, {
    headers: {
      "content-type": TYPES[kind],
      "content-disposition": `attachment; filename="${safe}.${kind}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
