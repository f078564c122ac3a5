/** Bytes to records: JSON lines, one JSON value, values that follow each other, or one JSON array of any size. Holds one record and one chunk. */
import { findJsonFault } from "@/lib/interop/json-fault";
import { LineSplitter } from "@/lib/interop/json-lines";
import { ValueSplitter } from "@/lib/interop/json-stream";
import { isBlankByte, type RawRecord, withoutBom } from "@/lib/interop/raw-record";
import { cutUpload } from "@/lib/interop/read-body";

const NEWLINE = 0x0a;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;

/**
 * Yields the records of `chunks` in order, each with its bytes or, above the limit, without. Blank lines, CRLF and
 * byte-order marks are passed over. Throws invalid_input (`cut_upload`) when an array has no end.
 */
export async function* splitRecords(chunks: AsyncIterable<Uint8Array>, maxRecordBytes: number): AsyncGenerator<RawRecord> {
  let splitter: LineSplitter | ValueSplitter | null = null;
  const head = new Head(maxRecordBytes);
  for await (const chunk of chunks) {
    if (splitter !== null) {
      yield* splitter.push(chunk);
      continue;
    }
    head.push(chunk);
    splitter = head.choose(false);
    if (splitter !== null) yield* splitter.push(head.take());
  }
  if (splitter === null) {
    splitter = head.choose(true);
    if (splitter === null) return;
    yield* splitter.push(head.take());
  }
  yield* splitter.end();
  if (splitter instanceof ValueSplitter && splitter.isInArray) throw cutUpload("The body ends before the end of its JSON array.");
}

/** Keeps the first bytes until they tell how records are parted. */
class Head {
  readonly #maxRecordBytes: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** The first byte that is neither blank nor part of a byte-order mark. */
  #first: number | undefined;
  #hasNewline = false;

  constructor(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
  }

  push(chunk: Uint8Array): void {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    this.#first ??= chunk.find((byte) => !isBlankByte(byte) && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
    if (this.#first !== undefined && chunk.includes(NEWLINE)) this.#hasNewline = true;
  }

  /** All bytes pushed so far, without a byte-order mark. */
  take(): Buffer {
    const all = withoutBom(Buffer.concat(this.#parts));
    this.#parts = [];
    return all;
  }

  /** null: more bytes are needed (or, at the body's end, there is nothing in it). */
  choose(isEnd: boolean): LineSplitter | ValueSplitter | null {
    if (this.#first === undefined) return null;
    if (this.#first === OPEN_ARRAY) return new ValueSplitter(this.#maxRecordBytes);
    if (this.#first !== OPEN_OBJECT || this.#bytes > this.#maxRecordBytes) return new LineSplitter(this.#maxRecordBytes);
    // Joining costs a copy, so it waits for the first line's end.
    if (!this.#hasNewline && !isEnd) return null;
    const all = Buffer.concat(this.#parts);
    const start = all.indexOf(OPEN_OBJECT);
    const newline = all.indexOf(NEWLINE, start);
    if (newline === -1) return isEnd ? new LineSplitter(this.#maxRecordBytes) : null;
    let next = newline + 1;
    while (isBlankByte(all[next])) next++;
    const following = all[next];
    if (following === undefined && !isEnd) return null;
    // A record that stops between two tokens and goes on in the next line is printed over several lines; any other is one line.
    const fault = findJsonFault(all.toString("utf8", start, newline));
    const couldFollow = fault?.isCut === true ? fault.couldFollow : "";
    const goesOn = following !== undefined && couldFollow.includes(String.fromCharCode(following));
    return goesOn ? new ValueSplitter(this.#maxRecordBytes) : new LineSplitter(this.#maxRecordBytes);
  }
}
