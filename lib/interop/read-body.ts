/** The bytes of an upload as plain text bytes: gunzips, tells a cut upload from a whole one, refuses what is no text. Holds one chunk. */
import { createGunzip } from "node:zlib";
import { AppError, isAppError } from "@/lib/errors";

/** Compressed bytes given to zlib at a time. Deflate grows at most 1032-fold, so one step yields at most 8 MB. */
const GZIP_STEP_BYTES = 8 * 1024;
/**
 * A body may be of any size, so the guard is about growth: transcripts shrink 5- to 100-fold, a synthetic load test of equal
 * short lines about 300-fold, a bomb of zeros 1030-fold. Below the floor nothing is judged.
 */
const MAX_GROWTH = 500;
const GROWTH_FLOOR_BYTES = 64 * 1024 * 1024;
/** A client may compress a file that is gzip already; more layers than that are no accident. */
const MAX_GZIP_LAYERS = 2;

/** First bytes of what is often sent by mistake. */
const NOT_TEXT: { name: string; magic: readonly number[] }[] = [
  { name: "a zip archive", magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: "zstd-compressed", magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: "bzip2-compressed", magic: [0x42, 0x5a, 0x68] },
  { name: "xz-compressed", magic: [0xfd, 0x37, 0x7a, 0x58] },
  { name: "a Parquet file", magic: [0x50, 0x41, 0x52, 0x31] },
  { name: "UTF-16 text", magic: [0xff, 0xfe] },
  { name: "UTF-16 text", magic: [0xfe, 0xff] },
];
const PEEK_BYTES = 4;

/**
 * Yields the body's bytes, gunzipped where they begin as gzip (several members too), whatever `content-encoding` says.
 * Throws invalid_input, after all that came before: reason `cut_upload` (the source failed or the gzip stream has no end),
 * `broken_gzip`, `decompression_bomb`, `not_text`.
 */
export async function* openBody(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* openLayer(untilCut(chunks), 0);
}

/** A body that stopped before its end. */
export function cutUpload(message: string, cause?: unknown): AppError {
  return new AppError("invalid_input", `${message} What came before it was read; send the whole body again, known sessions are skipped.`, {
    details: { reason: "cut_upload" },
    cause,
  });
}

async function* untilCut(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (isAppError(error)) throw error;
    throw cutUpload("The upload was cut before its end.", error);
  }
}

async function* openLayer(chunks: AsyncGenerator<Uint8Array>, layer: number): AsyncGenerator<Uint8Array> {
  // Read by hand, because the first bytes are needed before it is known who reads the rest.
  const head: Uint8Array[] = [];
  let headBytes = 0;
  try {
    while (headBytes < PEEK_BYTES) {
      const next = await chunks.next();
      if (next.done === true) break;
      head.push(next.value);
      headBytes += next.value.length;
    }
    const first = Buffer.concat(head.map((part) => part.subarray(0, PEEK_BYTES)));
    const body = resumed(head, chunks);
    if (startsWith(first, [0x1f, 0x8b])) {
      if (layer === MAX_GZIP_LAYERS) throw refusedBody("not_text", `The body is compressed more than ${MAX_GZIP_LAYERS} times over.`);
      yield* openLayer(gunzipped(body), layer + 1);
      return;
    }
    const foreign = NOT_TEXT.find((one) => startsWith(first, one.magic));
    if (foreign !== undefined) {
      throw refusedBody("not_text", `The body is ${foreign.name}. Send JSON or JSON lines in UTF-8, plain or compressed with gzip.`);
    }
    yield* body;
  } finally {
    await chunks.return(undefined);
  }
}

async function* resumed(head: Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head;
  yield* rest;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}

function refusedBody(reason: string, message: string, cause?: unknown): AppError {
  return new AppError("invalid_input", message, { details: { reason }, cause });
}

/**
 * zlib is fed in small steps, and what a step yields is handed on before the next one. (Piping streams would lose what is
 * still buffered when an error destroys the stream: exactly the records before a cut.)
 */
async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  let ready: Uint8Array[] = [];
  let failure: unknown = null;
  let isEnded = false;
  let wake: () => void = () => {};
  const settle = () => wake();
  gunzip.on("data", (chunk: Uint8Array) => ready.push(chunk));
  gunzip.on("error", (error) => {
    failure ??= error;
    settle();
  });
  gunzip.on("close", settle);
  // Ends by itself when zero bytes pad the last member; the write in hand is then never called back.
  gunzip.on("end", () => {
    isEnded = true;
    settle();
  });
  const growth = { in: 0, out: 0 };
  const take = (): Uint8Array[] => {
    const taken = ready;
    ready = [];
    for (const chunk of taken) growth.out += chunk.length;
    if (growth.out > GROWTH_FLOOR_BYTES && growth.out > growth.in * MAX_GROWTH) {
      throw refusedBody("decompression_bomb", `The gzip body grows more than ${MAX_GROWTH}-fold when unpacked, which no transcript does.`);
    }
    return taken;
  };
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length && !isEnded; from += GZIP_STEP_BYTES) {
        const step = chunk.subarray(from, from + GZIP_STEP_BYTES);
        growth.in += step.length;
        await new Promise<void>((resolve) => {
          wake = resolve;
          gunzip.write(step, (error) => {
            failure ??= error ?? null;
            resolve();
          });
        });
        yield* take();
        if (failure !== null) throw brokenGzip(failure);
      }
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (isEnded || gunzip.destroyed) resolve();
      else gunzip.end();
    });
    yield* take();
    if (failure !== null) throw brokenGzip(failure);
  } finally {
    gunzip.destroy();
  }
}

function brokenGzip(error: unknown): AppError {
  const isCut = error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR";
  if (isCut) return cutUpload("The gzip body stops before its end.", error);
  const said = error instanceof Error ? error.message : String(error);
  return refusedBody("broken_gzip", `The gzip body is damaged (${said}). What came before the damage was read.`, error);
}
