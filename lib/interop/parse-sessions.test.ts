import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAppError } from "@/lib/errors";
import { parseSessions } from "@/lib/interop/parse-sessions";
import type { ImportFormat, ImportItem } from "@/lib/interop/types";

async function* inPieces(bytes: Uint8Array, sizes: readonly number[] = [1 << 16]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

function* gzipMembers(chunks: Iterable<Buffer>): Generator<Buffer> {
  for (const chunk of chunks) yield gzipSync(chunk, { level: 1 });
}

/** What is still referenced afterwards is held, not merely not yet collected. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("this engine gives no access to its garbage collector");
  collect();
}

type Parsed = { items: ImportItem[]; error: unknown };

async function parse(
  body: string | Uint8Array,
  format: ImportFormat = "auto",
  sizes?: readonly number[],
  maxRecordBytes?: number,
): Promise<Parsed> {
  const parsed: Parsed = { items: [], error: null };
  try {
    for await (const item of parseSessions(inPieces(typeof body === "string" ? Buffer.from(body) : body, sizes), format, {
      maxRecordBytes,
    }))
      parsed.items.push(item);
  } catch (error) {
    parsed.error = error;
  }
  return parsed;
}

/** `a` for a session with that external id, `!3 …` for a problem on line 3. */
const told = ({ items }: Parsed) =>
  items.map((item) => (item.ok ? item.session.externalId : `!${item.problem.line} ${item.problem.message}`));
const reasonOf = ({ error }: Parsed) => (isAppError(error, "invalid_input") ? error.details.reason : error);

const neutral = (id: string, words = "hi 🦉 äöü") => JSON.stringify({ external_id: id, messages: [{ role: "user", content: words }] });
const chat = (id: string) =>
  JSON.stringify({
    id,
    messages: [
      { role: "system", content: "S" },
      { role: "user", content: "hi" },
    ],
  });

describe("parseSessions", () => {
  it("reads JSON lines, an array and a single object, plain or gzip", async () => {
    const pretty = JSON.stringify(JSON.parse(neutral("a")), null, 2);
    for (const [body, ids] of [
      [`${neutral("a")}\r\n\r\n${neutral("b")}`, ["a", "b"]],
      [`[${neutral("a")},\n${neutral("b")}]`, ["a", "b"]],
      [neutral("a"), ["a"]],
      [pretty, ["a"]],
      [`${pretty}\n${pretty}`, ["a", "a"]],
      [`\ufeff${neutral("a")}\n`, ["a"]],
      ["", []],
      ["[]", []],
    ] as const) {
      for (const bytes of [Buffer.from(body), Uint8Array.from(Buffer.from(body)), Uint8Array.from(gzipSync(body))]) {
        const parsed = await parse(bytes);
        expect(told(parsed), body).toEqual(ids);
        expect(parsed.error).toBeNull();
      }
    }
  });

  it("decides the format record by record", async () => {
    const tau = JSON.stringify({ task_id: 3, trial: 1, reward: 1, traj: [{ role: "user", content: "hi" }] });
    const { items } = await parse([neutral("a"), chat("b"), tau].join("\n"));
    expect(items.map((item) => item.ok && [item.session.line, item.session.externalId, item.session.systemPrompt])).toEqual([
      [1, "a", null],
      [2, "b", "S"],
      [3, "3-1", null],
    ]);
  });

  it("reports a bad line with its number and goes on", async () => {
    const lines = [
      neutral("a"),
      '{"external_id": "b", "messages": [',
      "not json at all",
      "[1]",
      '{"external_id":"c","messages":[{"role":"bot","content":""}]}',
      '{"foo":1}',
      neutral("d"),
    ];
    const parsed = await parse(`${lines.join("\n")}\n`);
    expect(told(parsed)).toEqual([
      "a",
      "!2 The record is not valid JSON at character 35: it ends too early: a value or “]” was expected.",
      "!3 The record is not JSON: it begins with “not json at all”.",
      "!4 The record is a list, where a session (an object) was expected.",
      '!5 messages[0].role must be one of "user", "assistant", but is “bot”.',
      "!6 The record is an object with the field “foo”, which is no session in a known format.",
      "d",
    ]);
    expect(parsed.error).toBeNull();
  });

  it("reports a bad element with its position and its lines", async () => {
    const parsed = await parse(`[\n${neutral("a")},\n{"external_id": "b", "messages": nope},\n7,\n{\n"external_id": "c"\n}]`);
    expect(told(parsed)).toEqual([
      "a",
      "!2 Element 2 (on line 3) is not valid JSON at character 34: a value was expected, but “nope}” stands there.",
      "!3 Element 3 (on line 4) is a number, where a session (an object) was expected.",
      "!4 Element 4 (on lines 5 to 7): messages is missing.",
    ]);
  });

  it("reports the first lines too, once one is known", async () => {
    expect(told(await parse(["# my export", '{"foo":1}', neutral("a")].join("\n")))).toEqual([
      "!1 The record is not JSON: it begins with “# my export”.",
      "!2 The record is an object with the field “foo”, which is no session in a known format.",
      "a",
    ]);
  });

  it("reports a body of broken JSON line by line, without guessing a format", async () => {
    const parsed = await parse('{"external_id": nope}\n{"messages": [}\n');
    expect(parsed.items).toHaveLength(2);
    expect(parsed.error).toBeNull();
  });

  it.each([
    ["a,b,c\n1,2,3\n", "auto", "begins with “a,b,c”"],
    ["<!DOCTYPE html><html>", "reverie", "begins with “<!DOCTYPE html><html>”"],
    [`${'{"foo":1,"bar":2}\n'.repeat(3)}`, "auto", "the fields “foo”, “bar”"],
    ['[{"role":"user","content":"hi"}]', "auto", "a single chat message"],
    ["[1,2,3]", "openai", "is a number"],
    ["[[1],[2]]", "auto", "is a list"],
  ] as const)("refuses %j (%s) once, saying what was seen and what is accepted", async (body, format, seen) => {
    const parsed = await parse(body, format);
    expect(parsed.items).toEqual([]);
    expect(reasonOf(parsed)).toBe("unknown_format");
    expect(String(parsed.error)).toContain(seen);
    expect(String(parsed.error)).toContain("Accepted are sessions in the neutral format");
  });

  it("refuses a large foreign body after its first records", async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given++;
        yield Buffer.from("1,2,3\n".repeat(10));
      }
    }
    await expect(async () => {
      for await (const _ of parseSessions(endless(), "auto"));
    }).rejects.toMatchObject({ code: "invalid_input", details: { reason: "unknown_format" } });
    expect(given).toBeLessThan(5);
  });

  it("takes the asked format's word over the record's looks", async () => {
    const asNeutral = await parse(chat("a"), "reverie");
    expect(told(asNeutral)).toEqual(['!1 messages[0].role must be one of "user", "assistant", but is “system”.']);
    expect(told(await parse('{"foo":1}', "openai"))).toEqual(["!1 messages is missing."]);
  });

  it("yields all before a cut, then says that it was cut", async () => {
    const body = [neutral("a"), neutral("b"), neutral("c")].join("\n");
    const cutPlain = await parse(body.slice(0, -9));
    expect(told(cutPlain)).toEqual(["a", "b", expect.stringMatching(/^!3 The record is not valid JSON at character \d+: it ends/)]);
    expect(reasonOf(cutPlain)).toBe("cut_upload");

    const cutArray = await parse(`[${[neutral("a"), neutral("b")].join(",")}`);
    expect(told(cutArray)).toEqual(["a", "b"]);
    expect(reasonOf(cutArray)).toBe("cut_upload");

    const many = Array.from({ length: 3000 }, (_, i) => neutral(`s${i}`, String(Math.imul(i + 7, 2_654_435_761)).repeat(4))).join("\n");
    const zipped = gzipSync(many);
    const cutGzip = await parse(zipped.subarray(0, Math.floor(zipped.length / 2)));
    expect(reasonOf(cutGzip)).toBe("cut_upload");
    expect(cutGzip.items.length).toBeGreaterThan(1200);
    expect(cutGzip.items.every((item, i) => item.ok && item.session.externalId === `s${i}`)).toBe(true);
  });

  it("does not take a broken last line for a cut when it is not unfinished, or was ended", async () => {
    for (const last of ["not json", "{bad}", '{"a":1}}', '{"external_id":"b","messages":[\n']) {
      const parsed = await parse(`${neutral("a")}\n${last}`);
      expect(parsed.items).toHaveLength(2);
      expect(parsed.error, last).toBeNull();
    }
  });

  it("skips a record above the limit with its size, and reads the next", async () => {
    const long = neutral("long", "x".repeat(3_000_000));
    const parsed = await parse([neutral("a"), long, neutral("b")].join("\n"), "auto", [1 << 16], 1 << 20);
    expect(told(parsed)).toEqual(["a", "!2 The record is 2.9 MB long; at most 1 MB can be imported.", "b"]);
  });

  describe("holds at most one record and a chunk", () => {
    const megabyte = 1 << 20;
    const limit = 4 * megabyte;
    const blocks = 48;
    /** A new buffer each time, as a socket gives them: sharing one would hide that it is kept. */
    function* repeated(open: string, text: string, close: string): Generator<Buffer> {
      yield Buffer.from(open);
      for (let i = 0; i < blocks; i++) yield Buffer.from(text.repeat(Math.ceil(megabyte / text.length)));
      yield Buffer.from(close);
    }
    const record = neutral("s", randomBytes(30_000).toString("base64"));
    const records = blocks * Math.ceil(megabyte / (record.length + 1));

    it.each([
      ["one endless line", () => repeated('{"a":"', "x", '"}\n'), 1],
      ["one endless element", () => repeated('[{"a":"', "x", '"}]'), 1],
      ["many lines", () => repeated("", `${record}\n`, ""), records],
      ["a long array", () => repeated("[", `${record},`, "]"), records],
      ["many gzip members", () => gzipMembers(repeated("", `${record}\n`, "")), records],
    ])("of %s", async (_, body, expected) => {
      collectGarbage();
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      let given = 0;
      async function* watched() {
        for (const chunk of body()) {
          if (given++ % 10 === 9) {
            collectGarbage();
            most = Math.max(most, process.memoryUsage().arrayBuffers - before);
          }
          yield chunk;
        }
      }
      let items = 0;
      for await (const _ of parseSessions(watched(), "auto", { maxRecordBytes: limit })) items++;
      expect(items).toBe(expected);
      expect(given).toBeGreaterThanOrEqual(blocks);
      // Half the body: freed buffers leave the count a little late.
      expect(most).toBeLessThan((blocks / 2) * megabyte);
    });
  });

  it("reads from the source only what was asked for", async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given++;
        yield Buffer.from(`${neutral(`s${given}`)}\n`);
      }
    }
    let taken = 0;
    for await (const item of parseSessions(endless(), "auto")) {
      expect(item.ok).toBe(true);
      taken++;
      expect(given).toBeLessThanOrEqual(taken + 2);
      if (taken === 1000) break;
    }
  });

  it("gives the same sessions whatever the chunks, plain or gzip", async () => {
    const words = fc.string({ unit: "binary", maxLength: 40 });
    const session = fc
      .record({ id: fc.uuid(), words, more: fc.jsonValue({ maxDepth: 2, stringUnit: "binary" }) })
      .map(({ id, words: said, more }) =>
        JSON.stringify({
          external_id: id,
          messages: [
            { role: "user", content: said },
            { role: "assistant", content: [{ type: "tool_use", id: "c", name: "n", input: { more } }] },
          ],
        }),
      );
    const broken = fc.constantFrom('{"a": ', "nonsense", "[1,2]", '{"messages": 3}');
    const body = fc
      .tuple(session, fc.array(fc.oneof({ weight: 4, arbitrary: session }, broken), { maxLength: 8 }), fc.constantFrom("lines", "array"))
      .map(([first, others, shape]) => (shape === "lines" ? [first, ...others].join("\n") : `[${[first, ...others].join(",\n")}]`));
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(body, sizes, fc.boolean(), async (text, pieces, isZipped) => {
        const whole = await parse(text);
        const cut = await parse(isZipped ? gzipSync(text) : text, "auto", pieces);
        expect(cut.items).toEqual(whole.items);
        expect(String(cut.error)).toBe(String(whole.error));
      }),
      { numRuns: 150 },
    );
  });

  it("never breaks on a record, whatever is in it", async () => {
    const key = fc.constantFrom(
      "messages",
      "role",
      "content",
      "type",
      "tool_calls",
      "function",
      "id",
      "tool_use_id",
      "traj",
      "task_id",
      "request",
      "response",
      "choices",
      "message",
      "tools",
      "outcome",
      "agent",
      "metadata",
      "__proto__",
    );
    const leaf = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom("user", "assistant", "tool", "text", "tool_use", "tool_result", "function"),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 5 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { minKeys: 1, maxKeys: 6 }), async (record) => {
        const { items, error } = await parse(`${JSON.stringify(record)}\n${neutral("last")}`);
        expect(error).toBeNull();
        expect(items).toHaveLength(2);
        for (const item of items) if (!item.ok) expect(item.problem.message.length).toBeLessThan(400);
      }),
      { numRuns: 1500 },
    );
  });
});
