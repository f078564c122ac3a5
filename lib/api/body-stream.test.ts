import { describe, expect, it } from "vitest";
import { streamBody } from "@/lib/api/body-stream";

type Source = { request: Request; pulls(): number; isCanceled(): boolean };

function source(chunks: number, { failAfter = Number.POSITIVE_INFINITY } = {}): Source {
  let pulls = 0;
  let isCanceled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulls += 1;
        if (pulls > failAfter) controller.error(new Error("ECONNRESET"));
        else if (pulls > chunks) controller.close();
        else controller.enqueue(new Uint8Array([pulls]));
      },
      cancel() {
        isCanceled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request("http://127.0.0.1/", { method: "POST", body, duplex: "half" } as RequestInit);
  return { request, pulls: () => pulls, isCanceled: () => isCanceled };
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const seen: number[] = [];
  for await (const chunk of chunks) seen.push(...chunk);
  return seen;
}

describe("streamBody", () => {
  it("yields every chunk in order, and nothing for no body", async () => {
    expect(await read(streamBody(source(3).request))).toEqual([1, 2, 3]);
    expect(await read(streamBody(new Request("http://127.0.0.1/", { method: "POST" })))).toEqual([]);
  });

  it("asks for no more than one chunk at a time", async () => {
    const { request, pulls } = source(100);
    const chunks = streamBody(request);
    await chunks.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pulls()).toBeLessThanOrEqual(2);
    await chunks.return(undefined);
  });

  it("throws what breaks the upload, after what came before", async () => {
    const chunks = streamBody(source(5, { failAfter: 2 }).request);
    expect([(await chunks.next()).value, (await chunks.next()).value]).toEqual([new Uint8Array([1]), new Uint8Array([2])]);
    await expect(chunks.next()).rejects.toThrow("ECONNRESET");
  });

  it("reads an upload to its end when its reader has had enough", async () => {
    const { request, pulls, isCanceled } = source(50);
    for await (const _chunk of streamBody(request)) break;
    await expect.poll(pulls).toBe(51);
    expect(isCanceled()).toBe(false);
  });
});
