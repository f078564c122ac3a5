import { describe, expect, it } from "vitest";
import { csvCell, downloadResponse, streamCsv, streamNdjson } from "@/lib/web/export";

const read = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();

describe("csvCell", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+49 30", "'+49 30"],
    ["-rf", "'-rf"],
    ["@sum", "'@sum"],
    ["  =1", "'  =1"],
    ["＝1", "'＝1"],
    ["\t=1", "'\t=1"],
    ["\0=1", "'=1"],
    ["\r\nx", `"'\r\nx"`],
  ])("defuses %j", (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it("quotes what would break a row, and leaves the rest alone", () => {
    expect(csvCell('say "hi", twice')).toBe('"say ""hi"", twice"');
    expect(csvCell("a\nb")).toBe('"a\nb"');
    expect(csvCell("plain – text")).toBe("plain – text");
  });

  it("keeps numbers numbers, below zero too, and the unknown empty", () => {
    expect([-1.5, 0, Number.NaN, null, undefined, true].map(csvCell)).toEqual(["-1.5", "0", "", "", "", "true"]);
    expect(csvCell(new Date("2026-11-25T10:00:00Z"))).toBe("2026-11-25T10:00:00.000Z");
  });
});

describe("streams", () => {
  it("writes a head and one line per row", async () => {
    const columns = [
      { header: "Name", value: (row: { name: string; n: number }) => row.name },
      { header: "N", value: (row: { name: string; n: number }) => row.n },
    ];
    expect(
      await read(
        streamCsv(columns, [
          { name: "=a", n: -1 },
          { name: "b", n: 2 },
        ]),
      ),
    ).toBe("Name,N\r\n'=a,-1\r\nb,2\r\n");
    expect(await read(streamCsv(columns, []))).toBe("Name,N\r\n");
  });

  it("writes one value per line", async () => {
    expect(await read(streamNdjson([{ a: "x\ny" }, { a: null }]))).toBe('{"a":"x\\ny"}\n{"a":null}\n');
  });

  it("asks for no more than the reader takes, and lets go of the source when the reader leaves", async () => {
    let asked = 0;
    let isClosed = false;
    async function* rows() {
      try {
        for (;;) yield { text: "x".repeat(1000), n: asked++ };
      } finally {
        isClosed = true;
      }
    }
    const reader = streamNdjson(rows()).getReader();
    await reader.read();
    await reader.cancel();
    expect(asked).toBeLessThan(200);
    expect(isClosed).toBe(true);
  });

  it("breaks off where the source fails, so that a part is not taken for the whole", async () => {
    async function* rows() {
      yield 1;
      throw new Error("gone");
    }
    await expect(read(streamNdjson(rows()))).rejects.toThrow("gone");
  });

  it("names the file without letting the name out of its header", () => {
    const response = downloadResponse(streamNdjson([]), "csv", 'a"b\r\nc/d');
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="a-b-c-d.csv"');
  });
});
