import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { McpServers, type McpServersOptions, mcpFailureOf } from "@/lib/mcp-client/mcp-servers";
import { parseAllowList } from "@/lib/net/allow-list";
import { startHttpServer, startMcpServer, type TestMcpServer } from "@/lib/testing/mcp-server";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

function client(options: McpServersOptions = {}): McpServers {
  const made = new McpServers({ allow: parseAllowList("127.0.0.1"), connectMs: 1_000, ...options });
  open.push(made);
  return made;
}

async function real(options: { asJson?: boolean } = {}) {
  const server = await startMcpServer(options);
  open.push(server);
  return { ...server, target: { name: "test", url: server.url } };
}

const textOf = (result: { content: { type: string; text?: string }[] }) => result.content.map((block) => block.text).join("|");

describe.each([
  ["event streams", false],
  ["JSON", true],
])("a server of the official SDK that answers by %s", (_name, asJson) => {
  it("lists its tools once, with schemas, and runs them over one connection", async () => {
    const { target, requests } = await real({ asJson });
    const servers = client();
    const tools = await servers.listTools(target);
    expect(tools.map((tool) => tool.name).sort()).toEqual(["count", "echo", "everything", "fail", "long", "slow", "structured"]);
    expect(tools.find((tool) => tool.name === "echo")).toMatchObject({
      description: "Says it again.",
      inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
    });
    await servers.listTools(target);
    expect(requests.filter(({ body }) => body.includes("tools/list"))).toHaveLength(1);
    expect(await servers.callTool(target, "echo", { text: "Zürich ☂" })).toEqual({
      content: [{ type: "text", text: "Zürich ☂" }],
      isError: false,
      failure: null,
    });
    const counted = await Promise.all(Array.from({ length: 5 }, () => servers.callTool(target, "count", {})));
    expect(counted.map(textOf).sort()).toEqual(["1", "2", "3", "4", "5"]);
    expect(requests.filter(({ body }) => body.includes('"initialize"'))).toHaveLength(1);
  });

  it("passes on what the tool or the server calls an error", async () => {
    const { target } = await real({ asJson });
    const servers = client();
    expect(await servers.callTool(target, "fail", {})).toEqual({
      content: [{ type: "text", text: "It broke." }],
      isError: true,
      failure: null,
    });
    for (const [name, input] of [
      ["no_such_tool", {}],
      ["echo", { text: 7 }],
    ] as const) {
      const result = await servers.callTool(target, name, input);
      expect(result).toMatchObject({ isError: true, failure: null });
      expect(textOf(result)).toMatch(/not found|invalid/i);
    }
  });

  it("connects again, once, to a server that forgot the connection", async () => {
    const { target, forget, requests } = await real({ asJson });
    const servers = client();
    expect(textOf(await servers.callTool(target, "count", {}))).toBe("1");
    forget();
    expect((await Promise.all([1, 2].map(() => servers.callTool(target, "count", {})))).map(textOf).sort()).toEqual(["1", "2"]);
    expect(requests.filter(({ body }) => body.includes('"initialize"')).length).toBeLessThanOrEqual(3);
  });
});

describe("what a tool answers", () => {
  it("comes as blocks that a model takes, with a mark for what it can't", async () => {
    const { target } = await real();
    const servers = client();
    expect((await servers.callTool(target, "everything", {})).content).toEqual([
      { type: "text", text: "text" },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
      { type: "text", text: "[an image of type image/svg+xml was left out]" },
      { type: "text", text: "[audio of type audio/wav was left out]" },
      { type: "text", text: "Resource file:///a.txt:\ninside" },
      { type: "text", text: "[the bytes of resource file:///b.bin were left out]" },
      { type: "text", text: "Resource file:///c.txt: c" },
    ]);
    expect((await servers.callTool(target, "structured", {})).content).toEqual([{ type: "text", text: '{"n":7}' }]);
  });

  it("is cut with a mark past 100,000 characters, and refused past what is read at all", async () => {
    const { target } = await real();
    const text = textOf(await client().callTool(target, "long", { characters: 150_000 }));
    expect(text).toBe(`${"x".repeat(100_000)}\n[50000 more characters were left out]`);
    const small = client({ maxAnswerBytes: 20_000 });
    const refused = await small.callTool(target, "long", { characters: 150_000 });
    expect(refused).toMatchObject({ isError: true, failure: null });
    expect(textOf(refused)).toContain("too large");
    expect(textOf(await small.callTool(target, "echo", { text: "still here" }))).toBe("still here");
  });

  it("is waited for no longer than allowed, or than the caller wants", async () => {
    const { target, requests } = await real();
    const servers = client();
    await servers.listTools(target);
    const startedAt = performance.now();
    const late = await servers.callTool(target, "slow", {}, { timeoutMs: 300 });
    expect(late).toMatchObject({ isError: true, failure: null });
    expect(textOf(late)).toBe("The tool did not answer within 0.3 s.");
    const stopped = new AbortController();
    const call = servers.callTool(target, "slow", {}, { signal: stopped.signal });
    setTimeout(() => stopped.abort(), 100);
    await expect(call).rejects.toMatchObject({ code: "unavailable", details: { reason: "aborted" } });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await expect.poll(() => requests.filter(({ body }) => body.includes("notifications/cancelled")).length).toBe(2);
    expect(textOf(await servers.callTool(target, "echo", { text: "next" }))).toBe("next");
  });
});

/** Answers `initialize` well and everything else by `answer`. */
async function hostile(answer: (response: ServerResponse, id: unknown, method: string) => void): Promise<TestMcpServer> {
  const server = await startHttpServer((request, response, body) => {
    if (request.method !== "POST") return void response.writeHead(405).end();
    const { id, method } = JSON.parse(body) as { id?: number; method: string };
    if (method !== "initialize") return id === undefined ? void response.writeHead(202).end() : answer(response, id, method);
    const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "hostile", version: "1" } };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  open.push(server);
  return server;
}

const json = (response: ServerResponse, value: unknown) =>
  response.writeHead(200, { "content-type": "application/json" }).end(typeof value === "string" ? value : JSON.stringify(value));
const stream = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });

describe("a server that misbehaves", () => {
  it.each<[string, RegExp, (response: ServerResponse, id: unknown) => void]>([
    ["answers something that is no JSON", /no JSON-RPC message/, (response) => json(response, "{oops")],
    ["answers JSON that is no message", /no JSON-RPC message/, (response) => json(response, { hello: 1 })],
    ["answers somebody else's request", /without one/, (response) => json(response, { jsonrpc: "2.0", id: 999, result: { content: [] } })],
    ["answers a page", /neither JSON nor/, (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>")],
    ["redirects", /redirects \(status 307\)/, (response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end()],
    ["fails", /status 500/, (response) => response.writeHead(500).end("secret stack trace")],
    ["ends its stream without an answer", /without one/, (response) => stream(response).end("event: message\nid: 1\nretry: 1\n\n")],
    [
      "cuts its stream",
      /could not be reached/,
      (response) => {
        stream(response).write(": hi\n\n");
        setTimeout(() => response.destroy(), 50);
      },
    ],
    ["sends a broken event", /no JSON-RPC message/, (response) => stream(response).end("data: {oops\n\n")],
    [
      "answers in a shape that is not the tool's",
      /against the protocol/,
      (response, id) => json(response, { jsonrpc: "2.0", id, result: { content: 7 } }),
    ],
  ])("%s: an error for the model and a failed connection for the session", async (_name, words, answer) => {
    const { url } = await hostile(answer);
    const result = await client().callTool({ name: "bad", url }, "x", {}, { timeoutMs: 3_000 });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(words);
    expect(textOf(result)).not.toContain("secret");
    expect(result.failure).toMatchObject({ type: "mcp_connection_failed_error", mcp_server_name: "bad", message: textOf(result) });
  });

  it("asks for credentials: that is said as such, by list and by call", async () => {
    for (const status of [401, 403]) {
      const server = await startHttpServer((_request, response) => void response.writeHead(status, { "www-authenticate": "Bearer" }).end());
      open.push(server);
      const servers = client();
      const target = { name: "locked", url: server.url };
      const error: unknown = await servers.listTools(target).catch((cause: unknown) => cause);
      expect(mcpFailureOf(error)).toMatchObject({ type: "mcp_authentication_failed_error", mcp_server_name: "locked" });
      expect((await servers.callTool(target, "x", {})).failure?.type).toBe("mcp_authentication_failed_error");
      // Nobody went looking for a server to sign in at.
      expect(server.requests.every(({ method }) => method === "POST")).toBe(true);
    }
  });

  it("never answers, or drips: the connection is given up in time, and tried anew at the next call", async () => {
    let isSilent = true;
    const server = await startHttpServer((_request, response, body) => {
      if (isSilent) return void stream(response).write(": wait\n\n");
      const { id } = JSON.parse(body || "{}") as { id?: number };
      if (id === undefined) return void response.writeHead(202).end();
      json(response, {
        jsonrpc: "2.0",
        id,
        result: { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "s", version: "1" } },
      });
    });
    open.push(server);
    const servers = client({ connectMs: 300 });
    const target = { name: "silent", url: server.url };
    const startedAt = performance.now();
    const error: unknown = await servers.listTools(target).catch((cause: unknown) => cause);
    expect(mcpFailureOf(error)).toMatchObject({
      type: "mcp_connection_failed_error",
      message: expect.stringContaining("did not answer within 0.3 s"),
    });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    isSilent = false;
    expect(await servers.listTools(target)).toEqual([]);
  });

  it("floods: what it sends is read no further than the limit", async () => {
    const { url } = await hostile((response) => {
      stream(response);
      const line = `data: ${"x".repeat(100_000)}\n`;
      const more = () => {
        while (!response.destroyed && response.write(line));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    const before = process.memoryUsage().rss;
    const result = await client({ maxAnswerBytes: 5_000_000 }).callTool({ name: "flood", url }, "x", {}, { timeoutMs: 20_000 });
    expect(textOf(result)).toContain("larger than 5000000 bytes");
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it("lists tools without end, or too many", async () => {
    const { url } = await hostile((response, id) =>
      json(response, { jsonrpc: "2.0", id, result: { tools: [{ name: "a", inputSchema: { type: "object" } }], nextCursor: "again" } }),
    );
    const error: unknown = await client()
      .listTools({ name: "endless", url })
      .catch((cause: unknown) => cause);
    expect(mcpFailureOf(error)?.message).toContain("more than 512 tools");
  });

  it("asks us for things: it gets nothing, and its answer counts all the same", async () => {
    const { url, requests } = await hostile((response, id) => {
      stream(response);
      for (const method of ["ping", "sampling/createMessage", "elicitation/create", "roots/list"])
        response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: {} })}\n\n`);
      response.end(`data: ${JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "done" }] } })}\r\n\r\n`);
    });
    const result = await client().callTool({ name: "nosy", url }, "x", {});
    expect(textOf(result)).toBe("done");
    expect(requests.map(({ body }) => (JSON.parse(body || "{}") as { method?: string }).method)).toEqual([
      "initialize",
      "notifications/initialized",
      "tools/call",
    ]);
  });
});

describe("where a server may lie", () => {
  it("is public unless the installation allows it, whatever name it has", async () => {
    const { url } = await real();
    const nothing = client({ allow: parseAllowList("") });
    const result = await nothing.callTool({ name: "inside", url }, "echo", { text: "x" });
    expect(result.failure?.type).toBe("mcp_connection_failed_error");
    expect(textOf(result)).toContain("private or reserved address");
    const named = client({ allow: parseAllowList(""), resolver: async () => ["127.0.0.1"] });
    const port = new URL(url).port;
    expect((await named.callTool({ name: "inside", url: `http://tools.example:${port}/mcp` }, "echo", {})).failure?.message).toContain(
      "private or reserved address",
    );
    for (const bad of ["file:///etc/passwd", "nonsense", "http://user:pass@127.0.0.1/"])
      expect((await client().callTool({ name: "bad", url: bad }, "x", {})).failure?.type).toBe("mcp_connection_failed_error");
  });
});
