/**
 * Cuts a JSON array of any size into its elements, or JSON values that follow each other into those. Only brackets and quotes
 * are looked at; each piece is parsed by itself, so one broken element doesn't end the rest. Holds one element. Pure, O(n).
 */
import { isBlankByte, type RawRecord } from "@/lib/interop/raw-record";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

/** Kinds of brackets are remembered this deep; far below it the record is refused for its depth anyway. */
const MAX_TRACKED_DEPTH = 4096;

/** `between` values · in a bracketed `value` · in a `string` (of a value, or a value itself) · in a bare `word` such as a number. */
type State = "between" | "value" | "string" | "word";

export class ValueSplitter {
  readonly #maxRecordBytes: number;
  #state: State = "between";
  #isEscaped = false;
  #isInArray = false;
  #elements = 0;
  #sourceLine = 1;
  #firstLine = 1;
  readonly #brackets = new Uint8Array(MAX_TRACKED_DEPTH);
  #depth = 0;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
  }

  /** True between the opening and the closing bracket of an array of records. */
  get isInArray(): boolean {
    return this.#isInArray;
  }

  *push(chunk: Uint8Array): Generator<RawRecord> {
    let from = 0;
    let i = 0;
    while (i < chunk.length) {
      if (this.#state === "string") {
        i = this.#passString(chunk, i);
        // A string that is a record by itself ends with its quote.
        if (this.#isBetween()) yield this.#finish(chunk, from, i, false);
        continue;
      }
      const byte = chunk[i];
      if (this.#state === "between") {
        if (byte === NEWLINE) this.#sourceLine++;
        if (!this.#begins(byte)) {
          i++;
          continue;
        }
        from = i;
        this.#firstLine = this.#sourceLine;
        this.#depth = 0;
        if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#open(byte);
        this.#state = byte === QUOTE ? "string" : this.#depth > 0 ? "value" : "word";
        i++;
        continue;
      }
      if (this.#state === "word") {
        if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isBlankByte(byte)) {
          this.#state = "between";
          yield this.#finish(chunk, from, i, false);
        } else i++;
        continue;
      }
      i++;
      if (byte === QUOTE) this.#state = "string";
      else if (byte === NEWLINE) this.#sourceLine++;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#open(byte);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        const end = this.#close(byte);
        if (end === "open") continue;
        // A bracket that closes nothing of this element belongs to the array around it.
        if (end === "outside") i--;
        this.#state = "between";
        yield this.#finish(chunk, from, i, false);
      }
    }
    if (this.#state !== "between") this.#keep(chunk.subarray(from));
  }

  /** The value the body ended in, if any. */
  *end(): Generator<RawRecord> {
    if (this.#state === "between") return;
    const isComplete = this.#state === "word";
    this.#state = "between";
    yield this.#finish(new Uint8Array(0), 0, 0, !isComplete || this.#isInArray);
  }

  #isBetween(): boolean {
    return this.#state === "between";
  }

  /** Whether a value begins here; commas between values are passed over, so a missing or doubled one costs nothing. */
  #begins(byte: number | undefined): boolean {
    if (byte === COMMA || isBlankByte(byte)) return false;
    if (!this.#isInArray && byte === OPEN_ARRAY) {
      this.#isInArray = true;
      return false;
    }
    if (this.#isInArray && byte === CLOSE_ARRAY) {
      this.#isInArray = false;
      return false;
    }
    return true;
  }

  /** Walks to the end of a string or of the chunk and returns where it stopped. */
  #passString(chunk: Uint8Array, from: number): number {
    let isEscaped = this.#isEscaped;
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i];
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE || byte === NEWLINE) {
        // JSON has no line break inside a string: a quote is missing, and the next line can be sound again.
        if (byte === NEWLINE) this.#sourceLine++;
        this.#isEscaped = false;
        this.#state = this.#depth > 0 ? "value" : "between";
        return i + 1;
      }
    }
    this.#isEscaped = isEscaped;
    return chunk.length;
  }

  #open(bracket: number): void {
    if (this.#depth < MAX_TRACKED_DEPTH) this.#brackets[this.#depth] = bracket;
    this.#depth++;
  }

  /** Closes down to the bracket's partner, so that a forgotten inner bracket costs only its own element. */
  #close(bracket: number): "open" | "closed" | "outside" {
    if (this.#depth > MAX_TRACKED_DEPTH) {
      this.#depth--;
      return "open";
    }
    const partner = bracket === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY;
    let depth = this.#depth;
    while (depth > 0 && this.#brackets[depth - 1] !== partner) depth--;
    if (depth === 0) return this.#isInArray && bracket === CLOSE_ARRAY ? "outside" : "closed";
    this.#depth = depth - 1;
    return this.#depth === 0 ? "closed" : "open";
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxRecordBytes) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(chunk: Uint8Array, from: number, to: number, isLast: boolean): RawRecord {
    this.#keep(chunk.subarray(from, to));
    const length = this.#bytes;
    const bytes = length > this.#maxRecordBytes ? null : Buffer.concat(this.#parts, length);
    this.#parts = [];
    this.#bytes = 0;
    this.#elements++;
    const lines =
      this.#firstLine === this.#sourceLine ? `on line ${this.#firstLine}` : `on lines ${this.#firstLine} to ${this.#sourceLine}`;
    const line = this.#isInArray ? this.#elements : this.#firstLine;
    return { line, place: this.#isInArray ? `Element ${this.#elements} (${lines})` : null, bytes, length, isLast };
  }
}
