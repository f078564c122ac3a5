import { describe, expect, it } from "vitest";
import { parseJsonText, readJson } from "@/lib/interop/json-value";

describe("readJson", () => {
  it("keeps every digit of a number that a double can't hold, as text", () => {
    const text =
      '{"id":1234567890123456789,"ids":[-9007199254740993,1e400],"safe":9007199254740992,"ratio":0.8300000000000001,"in text":"1234567890123456789"}';
    expect(readJson(Buffer.from(text))).toMatchObject({
      ok: true,
      numbersAsText: 3,
      value: {
        id: "1234567890123456789",
        ids: ["-9007199254740993", "1e400"],
        safe: 9007199254740992,
        ratio: 0.8300000000000001,
        "in text": "1234567890123456789",
      },
    });
  });

  it("is not misled by escaped quotes around digits", () => {
    expect(parseJsonText('{"a\\"1234567890123456789":"\\\\","b":[1234567890123456789]}')).toMatchObject({
      value: { 'a"1234567890123456789': "\\", b: ["1234567890123456789"] },
      numbersAsText: 1,
    });
  });

  it("counts the bytes that are no UTF-8, not a replacement character that was written on purpose", () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"\ufffd'), Buffer.from([0xff]), Buffer.from('b"}')]);
    expect(readJson(bytes)).toMatchObject({ ok: true, replaced: 1, value: { a: "\ufffd\ufffdb" } });
  });

  it("says where a record is broken, by line when it has several", () => {
    expect(readJson(Buffer.from('{"a":}'))).toEqual({
      ok: false,
      isCut: false,
      words: "is not valid JSON at character 6: a value was expected, but “}” stands there",
    });
    expect(readJson(Buffer.from('{\n  "a": 1\n  "b": 2\n}'))).toMatchObject({
      words: 'is not valid JSON at line 3 of the record, character 3: “,” or “}” was expected, but “"b": 2 }” stands there',
    });
  });

  it("knows which records may hold what Postgres can't store", () => {
    expect(readJson(Buffer.from('"\\u0000"'))).toMatchObject({ mayNeedReplacing: true });
    expect(readJson(Buffer.from('"\\uD83E"'))).toMatchObject({ mayNeedReplacing: true });
    expect(readJson(Buffer.from('"{\\"quoted\\":\\"\\\\u0000\\"}"'))).toMatchObject({ mayNeedReplacing: true });
    expect(readJson(Buffer.from('"\\u00e9 \\u2400"'))).toMatchObject({ mayNeedReplacing: false });
  });

  it("keeps a field named __proto__ as data", () => {
    const reading = readJson(Buffer.from('{"__proto__":{"polluted":true}}'));
    expect(reading.ok && Object.keys(Object(reading.value))).toEqual(["__proto__"]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});
