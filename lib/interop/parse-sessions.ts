/** An upload to sessions, one at a time: what the import command reads. Holds one record and one chunk, whatever the body's size. */
import { AppError, isAppError } from "@/lib/errors";
import { finishSession, type ReadingNotes } from "@/lib/interop/formats/finish-session";
import { readOpenAiSession } from "@/lib/interop/formats/openai";
import { readReverieSession } from "@/lib/interop/formats/reverie";
import { isRawObject } from "@/lib/interop/formats/session-draft";
import { readJson } from "@/lib/interop/json-value";
import { isBlankByte, MAX_RECORD_BYTES, type RawRecord } from "@/lib/interop/raw-record";
import { cutUpload, openBody } from "@/lib/interop/read-body";
import { quoted } from "@/lib/interop/refusal";
import { ACCEPTED, describeUnknown, type RecordFormat, sniffRecord } from "@/lib/interop/sniff";
import { splitRecords } from "@/lib/interop/split-records";
import type { ImportFormat, ImportItem } from "@/lib/interop/types";

/** So many records of no known kind, and none that is known, make a body that is no export of sessions. */
const FOREIGN_ENOUGH = 20;
const READERS = { reverie: readReverieSession, openai: readOpenAiSession } satisfies Record<RecordFormat, unknown>;

/** `known`: of a known format, sound or not. `broken`: JSON that was begun and is damaged. `foreign`: something else. */
type Reading = { item: ImportItem; kind: "known" | "broken" | "foreign"; isCut: boolean };

/**
 * Yields each record as a session or as the problem it has, in order; the body may be gzip. With `auto` each record is sniffed
 * by itself. Throws invalid_input: reason `unknown_format` (nothing in the body is a session), `cut_upload` after all that came before
 * the cut, and as `openBody` does.
 */
export async function* parseSessions(
  chunks: AsyncIterable<Uint8Array>,
  format: ImportFormat,
  options: { maxRecordBytes?: number } = {},
): AsyncGenerator<ImportItem> {
  const maxRecordBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
  // Until one record is known, problems wait: a body that is something else is refused once, not line by line.
  let waiting: Reading[] | null = [];
  try {
    for await (const record of splitRecords(openBody(chunks), maxRecordBytes)) {
      const reading = readRecord(record, format, maxRecordBytes);
      if (waiting === null) {
        yield reading.item;
      } else {
        waiting.push(reading);
        if (reading.kind === "known" || waiting.length >= FOREIGN_ENOUGH) {
          const settled: Reading[] = waiting;
          waiting = null;
          if (reading.kind !== "known") assertNotForeign(settled, format);
          for (const { item } of settled) yield item;
        }
      }
      if (reading.isCut) throw cutUpload(`The body ends inside its last record (${record.place ?? `line ${record.line}`}).`);
    }
  } catch (error) {
    for (const { item } of waiting ?? []) yield item;
    throw error;
  }
  if (waiting === null) return;
  assertNotForeign(waiting, format);
  for (const { item } of waiting) yield item;
}

function assertNotForeign(readings: readonly Reading[], format: ImportFormat): void {
  const foreign = readings.find((reading) => reading.kind === "foreign");
  if (foreign === undefined || foreign.item.ok) return;
  const { line, message } = foreign.item.problem;
  const many =
    readings.length === 1 ? "The body's only record" : `None of the first ${readings.length} records is a session. Record ${line}`;
  throw new AppError("invalid_input", `${many}: ${message} ${ACCEPTED}`, { details: { reason: "unknown_format", format, line } });
}

function readRecord(record: RawRecord, format: ImportFormat, maxRecordBytes: number): Reading {
  const problem = (kind: Reading["kind"], words: string, isCut = false): Reading => ({
    item: { ok: false, problem: { line: record.line, message: `${record.place ?? "The record"} ${words}` } },
    kind,
    isCut,
  });
  if (record.bytes === null) {
    return problem("broken", `is ${inMegabytes(record.length)} long; at most ${inMegabytes(maxRecordBytes)} can be imported.`);
  }
  const json = readJson(record.bytes);
  if (!json.ok) {
    const first = record.bytes.find((byte) => !isBlankByte(byte));
    const isBegun = first === 0x7b || first === 0x5b;
    if (isBegun) return problem("broken", `${json.words}.`, record.isLast && json.isCut);
    return problem("foreign", `is not JSON: it begins with ${quoted(record.bytes.toString("utf8", 0, 160))}.`);
  }
  const { value } = json;
  if (!isRawObject(value)) return problem("foreign", `is ${describeUnknown(value)}.`);
  const own = format === "auto" ? sniffRecord(value) : format;
  if (own === null) return problem("foreign", `is ${describeUnknown(value)}.`);
  return { item: readSession(value, own, record, json), kind: "known", isCut: false };
}

function readSession(value: Record<string, unknown>, format: RecordFormat, record: RawRecord, notes: ReadingNotes): ImportItem {
  try {
    return { ok: true, session: finishSession(READERS[format](value), record.line, notes) };
  } catch (error) {
    if (!isAppError(error, "invalid_input")) throw error;
    const message = record.place === null ? error.message : `${record.place}: ${error.message}`;
    return { ok: false, problem: { line: record.line, message } };
  }
}

function inMegabytes(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  return megabytes >= 1 ? `${Math.ceil(megabytes * 10) / 10} MB` : `${bytes} bytes`;
}
