/** One record's bytes, as the splitters hand it to the formats. */

export type RawRecord = {
  /** In JSON lines the line, in an array the element's position, otherwise the line it begins on; all from 1. */
  line: number;
  /** Where it stands in words, when `line` does not say it all: "Element 3 (lines 10 to 12)". */
  place: string | null;
  /** null when it is longer than the limit. */
  bytes: Buffer | null;
  length: number;
  /** The body ended before this record's end was seen: it may have been cut. */
  isLast: boolean;
};

export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Files joined by `cat` can have a byte-order mark anywhere a record begins. */
export function withoutBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

export function isBlankByte(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(isBlankByte);
}
