import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawRecord } from "@/lib/interop/raw-record";
import { splitRecords } from "@/lib/interop/split-records";

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

type Split = { records: [line: number, text: string | null, place: string | null][]; error: unknown; raw: RawRecord[] };

async function split(body: string | Uint8Array, sizes: readonly number[] = [1 << 16], maxRecordBytes = 1 << 20): Promise<Split> {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const result: Split = { records: [], error: null, raw: [] };
  try {
    for await (const record of splitRecords(inPieces(bytes, sizes), maxRecordBytes)) {
      result.raw.push(record);
      result.records.push([record.line, record.bytes?.toString("utf8").trim() ?? null, record.place]);
    }
  } catch (error) {
    result.error = error;
  }
  return result;
}

describe("splitRecords", () => {
  it("takes one record a line, past blank lines, CRLF, byte-order marks and a missing last line break", async () => {
    const { records } = await split('\ufeff\r\n{"a":1}\r\n\r\n  \n\ufeff{"b":"[{"}\n{"c":3}');
    expect(records).toEqual([
      [2, '{"a":1}', null],
      [5, '{"b":"[{"}', null],
      [6, '{"c":3}', null],
    ]);
  });

  it("keeps a broken line to itself, also the first", async () => {
    const { records } = await split('{"a":[{"b":"c\n{"d":1}\n]]}\n{"e":2}\n');
    expect(records.map(([line, text]) => [line, text])).toEqual([
      [1, '{"a":[{"b":"c'],
      [2, '{"d":1}'],
      [3, "]]}"],
      [4, '{"e":2}'],
    ]);
  });

  it("takes an array apart, with position and source lines", async () => {
    const { records } = await split('[\n  {"a": [1, {"x": "]}\\""}]},\n  {\n    "b": 2\n  },\n  "text", 7, null\n]\n');
    expect(records).toEqual([
      [1, '{"a": [1, {"x": "]}\\""}]}', "Element 1 (on line 2)"],
      [2, '{\n    "b": 2\n  }', "Element 2 (on lines 3 to 5)"],
      [3, '"text"', "Element 3 (on line 6)"],
      [4, "7", "Element 4 (on line 6)"],
      [5, "null", "Element 5 (on line 6)"],
    ]);
  });

  it("reads an empty array and an empty body as nothing", async () => {
    for (const body of ["", "  \n\n", "[]", "[ \n ]\n", "\ufeff[]"]) expect(await split(body)).toMatchObject({ records: [], error: null });
  });

  it("reads one object, or several, printed over many lines", async () => {
    const pretty = JSON.stringify({ messages: [{ role: "user" }], n: 1 }, null, 2);
    const flat = '{\n"messages": [\n{"role": "user"}\n,\n{"role": "x"}\n]\n}';
    const { records } = await split(`${pretty}\n${flat}\n{"one": "line"}\n`);
    expect(records.map(([line, text]) => [line, text])).toEqual([
      [1, pretty],
      [9, flat],
      [16, '{"one": "line"}'],
    ]);
  });

  it("goes on after a broken element of an array", async () => {
    const forgotten = await split('[{"a": [1}, {"b": 2}, {"c": 3]\n');
    expect(forgotten.records.map(([, text]) => text)).toEqual(['{"a": [1}', '{"b": 2}', '{"c": 3']);
    const quote = await split('[\n{"a": "x},\n{"b": 2}]\n');
    expect(quote.records.map(([, text]) => text)).toEqual(['{"a": "x},\n{"b": 2}']);
    const commas = await split('[{"a":1} {"b":2},, {"c":3},]');
    expect(commas.records.map(([, text]) => text)).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  });

  it("says that an array was cut, after all its whole elements", async () => {
    for (const body of ['[{"a":1},{"b":2}', '[{"a":1},{"b":2},', '[{"a":1},{"b":2},{"c"']) {
      const { records, error } = await split(body);
      expect(records.slice(0, 2).map(([, text]) => text)).toEqual(['{"a":1}', '{"b":2}']);
      expect(error).toMatchObject({ code: "invalid_input", details: { reason: "cut_upload" } });
    }
  });

  it("gives a record above the limit by its length only, and the next ones whole", async () => {
    const long = `{"a":"${"x".repeat(5000)}"}`;
    for (const body of [`${long}\n{"b":1}\n`, `{"b":1}\n${long}\n{"b":1}`, `[${long},{"b":1}]`]) {
      for (const sizes of [[1], [700], [1 << 16]]) {
        const { raw } = await split(body, sizes, 1000);
        const tooLong = raw.filter((record) => record.bytes === null);
        expect(tooLong.map((record) => record.length)).toEqual([long.length]);
        expect(raw.filter((record) => record.bytes !== null).every((record) => record.bytes?.toString() === '{"b":1}')).toBe(true);
      }
    }
  });

  it("splits any body the same way, whatever the chunks", async () => {
    const value = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });
    const body = fc.oneof(
      fc.array(value, { minLength: 1 }).map((all) => all.map((one) => JSON.stringify({ one })).join("\r\n")),
      fc.array(value).map((all) => `\ufeff${JSON.stringify(all)}`),
      fc.array(value).map((all) => JSON.stringify(all, null, 2)),
      fc.array(value, { minLength: 1 }).map((all) => all.map((one) => JSON.stringify({ one, two: one }, null, 1)).join("\n")),
      fc.string({ unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", ",", ":", "\n", " ", "1", "é", "🦉") }),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (text, sizes) => {
        const whole = await split(text);
        const pieces = await split(text, sizes);
        expect(pieces.raw).toEqual(whole.raw);
        expect(String(pieces.error)).toBe(String(whole.error));
      }),
      { numRuns: 400 },
    );
  });

  it("takes every JSON array apart into exactly its elements", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 4 })), fc.integer({ min: 0, max: 3 }), async (values, indent) => {
        const { records, error } = await split(JSON.stringify(values, null, indent), [13, 5]);
        expect(error).toBeNull();
        expect(records.map(([, text]) => JSON.stringify(JSON.parse(text ?? "")))).toEqual(values.map((one) => JSON.stringify(one)));
      }),
      { numRuns: 300 },
    );
  });

  it("asks for the next chunk only when the records of the last one are taken", async () => {
    for (const [open, between, close] of [
      ["", "\n", ""],
      ["[", ",", "]"],
    ]) {
      let given = 0;
      const chunk = Buffer.from(`{"a":1}${between}`.repeat(10));
      async function* source() {
        yield Buffer.from(String(open));
        for (; given < 50; given++) yield chunk;
        yield Buffer.from(String(close));
      }
      let taken = 0;
      for await (const _ of splitRecords(source(), 1000)) {
        taken++;
        expect(given).toBeLessThanOrEqual(Math.ceil(taken / 10) + 1);
      }
      expect(taken).toBe(500);
    }
  });
});
