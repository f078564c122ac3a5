/** Cuts bytes into lines, one record a line. Holds one line. Pure. */
import { isBlank, type RawRecord, withoutBom } from "@/lib/interop/raw-record";

/** Fed chunk by chunk; a line longer than the limit is counted, not kept. */
export class LineSplitter {
  readonly #maxRecordBytes: number;
  #line = 1;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
  }

  *push(chunk: Uint8Array): Generator<RawRecord> {
    let from = 0;
    for (let end = chunk.indexOf(0x0a, from); end !== -1; end = chunk.indexOf(0x0a, from)) {
      this.#keep(chunk.subarray(from, end));
      yield* this.#take(false);
      this.#line++;
      from = end + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  *end(): Generator<RawRecord> {
    yield* this.#take(true);
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxRecordBytes) this.#parts = [];
    else this.#parts.push(part);
  }

  *#take(isLast: boolean): Generator<RawRecord> {
    const length = this.#bytes;
    const whole = length > this.#maxRecordBytes ? null : withoutBom(Buffer.concat(this.#parts, length));
    this.#parts = [];
    this.#bytes = 0;
    if (whole !== null && isBlank(whole)) return;
    yield { line: this.#line, place: null, bytes: whole, length, isLast };
  }
}
