/** A real MCP server of the official SDK on loopback, and a server that answers as a test likes. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

export type TestMcpServer = { url: string; requests: { method: string; body: string }[]; close(): Promise<void> };

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>;

export async function startHttpServer(handle: Handler): Promise<TestMcpServer> {
  const requests: TestMcpServer["requests"] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString("utf8");
      requests.push({ method: request.method ?? "", body });
      await handle(request, response, body);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Tools that echo, count per connection, fail, take long, and answer every kind of content. */
function testTools(): McpServer {
  const server = new McpServer({ name: "test", version: "1.0.0" });
  let count = 0;
  server.registerTool("echo", { description: "Says it again.", inputSchema: { text: z.string() } }, ({ text }) => ({
    content: [{ type: "text", text }],
  }));
  server.registerTool("count", { description: "Counts the calls of this connection." }, () => ({
    content: [{ type: "text", text: String(++count) }],
  }));
  server.registerTool("fail", { description: "Never works." }, () => ({ content: [{ type: "text", text: "It broke." }], isError: true }));
  server.registerTool("slow", { description: "Takes a minute." }, async () => {
    await new Promise((done) => setTimeout(done, 60_000).unref());
    return { content: [{ type: "text", text: "late" }] };
  });
  server.registerTool("long", { description: "Says a lot.", inputSchema: { characters: z.number() } }, ({ characters }) => ({
    content: [{ type: "text", text: "x".repeat(characters) }],
  }));
  server.registerTool("everything", { description: "All kinds of content." }, () => ({
    content: [
      { type: "text", text: "text" },
      { type: "image", mimeType: "image/png", data: "iVBORw0KGgo=" },
      { type: "image", mimeType: "image/svg+xml", data: "PHN2Zz4=" },
      { type: "audio", mimeType: "audio/wav", data: "UklGRg==" },
      { type: "resource", resource: { uri: "file:///a.txt", text: "inside" } },
      { type: "resource", resource: { uri: "file:///b.bin", blob: "AAAA" } },
      { type: "resource_link", uri: "file:///c.txt", name: "c" },
    ],
  }));
  server.registerTool("structured", { description: "Data.", outputSchema: { n: z.number() } }, () => ({
    content: [],
    structuredContent: { n: 7 },
  }));
  return server;
}

/** `forget` drops all connections, as a server does that starts again. */
export async function startMcpServer({ asJson = false } = {}): Promise<TestMcpServer & { forget(): void }> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const started = await startHttpServer(async (request, response, body) => {
    const id = request.headers["mcp-session-id"];
    const known = typeof id === "string" ? transports.get(id) : undefined;
    if (typeof id === "string" && !known) return void response.writeHead(404).end();
    const transport = known ?? (await open(transports, asJson));
    await transport.handleRequest(request, response, body === "" ? undefined : JSON.parse(body));
  });
  return { ...started, forget: () => transports.clear() };
}

async function open(transports: Map<string, StreamableHTTPServerTransport>, asJson: boolean): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableJsonResponse: asJson,
    onsessioninitialized: (id) => void transports.set(id, transport),
    onsessionclosed: (id) => void transports.delete(id),
  });
  // The library's own types disagree where optional properties are exact.
  await testTools().connect(transport as Parameters<McpServer["connect"]>[0]);
  return transport;
}
