/** The API app behind a real socket on loopback, so that the official SDK drives it as it would any server. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import Anthropic, { type ClientOptions } from "@anthropic-ai/sdk";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";

export type ServedApi = ApiFixture & {
  url: string;
  /** The SDK as it comes, but for where it calls; retries are off unless asked for. */
  client(key?: string, options?: ClientOptions): Anthropic;
  /** What arrived since the last look: method, path with query, and headers. */
  takeRequests(): { method: string; url: string; headers: IncomingMessage["headers"] }[];
};

export async function serveApi(options: Parameters<typeof createApiFixture>[0] = {}): Promise<ServedApi> {
  const api = await createApiFixture(options);
  let seen: ReturnType<ServedApi["takeRequests"]> = [];
  const server = createServer((incoming, outgoing) => {
    seen.push({ method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.headers });
    answer(api, incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    ...api,
    url,
    client: (key = api.key, clientOptions = {}) => new Anthropic({ apiKey: key, baseURL: url, maxRetries: 0, ...clientOptions }),
    takeRequests() {
      const taken = seen;
      seen = [];
      return taken;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await api.close();
    },
  };
}

async function answer(api: ApiFixture, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) for (const one of [value ?? []].flat()) headers.append(name, one);
  const request = new Request(`http://127.0.0.1${url}`, {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
  } as RequestInit);
  const response = await api.app.fetch(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body) await pipeline(Readable.fromWeb(response.body as NodeStream), outgoing);
  else outgoing.end();
}

/** What a promise was rejected with; fails when it was not. */
export async function refusal(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("This was accepted.");
}
