import { deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { openBody } from "@/lib/interop/read-body";

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** What was yielded, and the error that ended it. */
async function read(chunks: AsyncIterable<Uint8Array>): Promise<{ text: string; error: unknown }> {
  const parts: Uint8Array[] = [];
  let error: unknown = null;
  try {
    for await (const chunk of openBody(chunks)) parts.push(chunk);
  } catch (thrown) {
    error = thrown;
  }
  return { text: Buffer.concat(parts).toString("utf8"), error };
}

/** Numbers don't compress away, so that a cut in the middle leaves something before it. */
const sample = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${Math.imul(i, 2_654_435_761) >>> 0} äöü🦉`).join("\n");

describe("openBody", () => {
  it("passes plain bytes through", async () => {
    expect(await read(inPieces(Buffer.from(sample), 1000))).toEqual({ text: sample, error: null });
  });

  it("gunzips by the first bytes, however they are cut", async () => {
    for (const size of [1, 7, 65_536]) {
      const small = sample.slice(0, size === 1 ? 2000 : undefined);
      expect(await read(inPieces(gzipSync(small), size))).toEqual({ text: small, error: null });
    }
  });

  it("reads all members of a gzip body, wherever chunks end", async () => {
    const members = ["one\n", "", "two\n", "three"].map((text) => gzipSync(text));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 90 }), async (size) => {
        expect(await read(inPieces(Buffer.concat(members), size))).toEqual({ text: "one\ntwo\nthree", error: null });
      }),
    );
  });

  it("passes over zero bytes behind the last member", async () => {
    const padded = Buffer.concat([gzipSync("all of it"), Buffer.alloc(40_000)]);
    expect(await read(inPieces(padded, 10_000))).toEqual({ text: "all of it", error: null });
  });

  it("opens a file that was compressed twice, and refuses a third layer", async () => {
    const twice = gzipSync(gzipSync("deep"));
    expect(await read(inPieces(twice, 9))).toEqual({ text: "deep", error: null });
    expect((await read(inPieces(gzipSync(twice), 9))).error).toMatchObject({ code: "invalid_input", details: { reason: "not_text" } });
  });

  it("yields everything before the cut of a gzip body, then says it was cut", async () => {
    const whole = gzipSync(sample);
    for (const share of [0.3, 0.8, 1]) {
      const cutAt = share === 1 ? whole.length - 1 : Math.floor(whole.length * share);
      const { text, error } = await read(inPieces(whole.subarray(0, cutAt), 1000));
      expect(error).toMatchObject({ code: "invalid_input", details: { reason: "cut_upload" } });
      expect(sample.startsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThan(sample.length * (share - 0.05));
    }
  });

  it("takes a source that fails for a cut upload, plain or gzip, after what came before", async () => {
    async function* failing(bytes: Uint8Array) {
      yield* inPieces(bytes, 500);
      throw new Error("aborted");
    }
    const plain = await read(failing(Buffer.from("some text")));
    expect(plain).toMatchObject({ text: "some text", error: { code: "invalid_input", details: { reason: "cut_upload" } } });
    const zipped = await read(failing(gzipSync(sample).subarray(0, 60_000)));
    expect(zipped.error).toMatchObject({ details: { reason: "cut_upload" } });
    expect(zipped.text.length).toBeGreaterThan(60_000);
  });

  it("lets the source's own refusal through", async () => {
    async function* refusing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("{");
      throw new AppError("limit_exceeded", "Too much.");
    }
    expect((await read(refusing())).error).toMatchObject({ code: "limit_exceeded" });
  });

  it("tells damage from a cut", async () => {
    const damaged = Buffer.from(gzipSync(sample));
    damaged.fill(0xff, 50_000, 50_100);
    expect((await read(inPieces(damaged, 1000))).error).toMatchObject({ code: "invalid_input", details: { reason: "broken_gzip" } });
  });

  it("stops a decompression bomb, but not a large body of much-alike lines", async () => {
    const alike = Buffer.from(`{"messages":[{"role":"user","content":"${"the same words ".repeat(20)}"}]}\n`);
    const lines = Buffer.concat(Array.from({ length: 300_000 }, () => alike));
    expect(lines.length).toBeGreaterThan(90 * 1024 * 1024);
    let bytes = 0;
    for await (const chunk of openBody(inPieces(gzipSync(lines, { level: 6 }), 65_536))) bytes += chunk.length;
    expect(bytes).toBe(lines.length);

    const zeros = await read(inPieces(gzipSync(Buffer.alloc(80 * 1024 * 1024, "0")), 65_536)).catch((error: unknown) => ({ error }));
    expect(zeros.error).toMatchObject({ code: "invalid_input", details: { reason: "decompression_bomb" } });
  });

  it("names what is no text", async () => {
    const bodies: [Buffer, string][] = [
      [Buffer.from("PK\u0003\u0004rest"), "zip"],
      [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1]), "zstd"],
      [Buffer.from("\ufeff{}", "utf16le"), "UTF-16"],
    ];
    for (const [body, name] of bodies) {
      const { error } = await read(inPieces(body, 2));
      expect(error).toMatchObject({ code: "invalid_input", details: { reason: "not_text" } });
      expect(String(error)).toContain(name);
    }
    // A deflate stream without its gzip wrapper has no mark of its own: it is left to the format to say that it is no JSON.
    expect((await read(inPieces(deflateRawSync("x"), 3))).error).toBeNull();
  });

  it("releases the source when the reader stops early", async () => {
    for (const body of [Buffer.from(sample), gzipSync(sample)]) {
      let isReleased = false;
      async function* source() {
        try {
          yield* inPieces(body, 100);
        } finally {
          isReleased = true;
        }
      }
      for await (const _ of openBody(source())) break;
      expect(isReleased).toBe(true);
    }
  });

  it("asks the source for no more than the reader has taken", async () => {
    let given = 0;
    async function* source() {
      for (const chunk of Array.from({ length: 100 }, () => Buffer.from("0123456789"))) {
        given++;
        yield chunk;
      }
    }
    let taken = 0;
    for await (const _ of openBody(source())) {
      taken++;
      expect(given).toBeLessThanOrEqual(taken + 1);
    }
    expect(given).toBe(100);
  });

  it("reads an empty body as nothing", async () => {
    expect(await read(inPieces(new Uint8Array(0), 1))).toEqual({ text: "", error: null });
    expect(await read(inPieces(gzipSync(""), 5))).toEqual({ text: "", error: null });
  });
});
