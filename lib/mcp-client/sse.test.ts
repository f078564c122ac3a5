import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEventData } from "@/lib/mcp-client/sse";

async function read(text: string, sizes: number[] = []): Promise<string[]> {
  const bytes = new TextEncoder().encode(text);
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % Math.max(1, sizes.length)] ?? bytes.length;
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  const found: string[] = [];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.shift();
      if (next) controller.enqueue(next);
      else controller.close();
    },
  });
  for await (const data of readEventData(body)) found.push(data);
  return found;
}

describe("readEventData", () => {
  it("joins data lines, knows comments and other events, and drops what is cut off", async () => {
    expect(await read(": hi\ndata: a\ndata:b\n\nevent: ping\ndata: x\n\nevent: message\nid: 3\ndata\n\ndata: cut")).toEqual(["a\nb", ""]);
    expect(await read("data: a\r\n\r\ndata: b\r\rdata: c\n\n")).toEqual(["a", "b", "c"]);
  });

  it("reads the same in whatever chunks it comes", async () => {
    const text = "data: Zürich ☂\r\ndata: 2\r\n\r\n: c\rdata: x\r\rdata: 😀\n\n";
    const whole = await read(text);
    expect(whole).toEqual(["Zürich ☂\n2", "x", "😀"]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
        expect(await read(text, sizes)).toEqual(whole);
      }),
    );
  });

  it("takes a line of ten megabytes in small chunks in a moment", async () => {
    const startedAt = performance.now();
    const [data] = await read(`data: ${"x".repeat(10_000_000)}\n\n`, [16_384]);
    expect(data).toHaveLength(10_000_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
