/** The MCP servers of one run of a session: connects when first used, keeps the lists of tools, calls tools. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { CallToolResultSchema, ErrorCode, ListToolsResultSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { jsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/types.js";
import { env } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { cut, errorBlocks, toResultBlocks } from "@/lib/mcp-client/result-blocks";
import { GuardedTransport, type TransportOptions } from "@/lib/mcp-client/transport";
import type { McpFailure, McpServer, McpTool, McpToolResult } from "@/lib/mcp-client/types";
import { type AllowList, parseAllowList } from "@/lib/net/allow-list";
import type { Resolver } from "@/lib/net/guarded-fetch";

const CONNECT_MS = 15_000;
const LIST_MS = 30_000;
const CALL_MS = 120_000;
/** The longest a call may be given; also the guard's own limit, past which nothing is read. */
const MOST_MS = 600_000;
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;
const MAX_TOOLS = 512;
const MAX_PAGES = 50;
const MAX_DESCRIPTION = 10_000;

export type McpServersOptions = {
  /** What may be reached though it is not public; by `REVERIE_MCP_ALLOW` when left out. */
  allow?: AllowList;
  resolver?: Resolver;
  connectMs?: number;
  maxAnswerBytes?: number;
};

type Wait = { signal?: AbortSignal; timeoutMs?: number };

export class McpServers {
  private readonly connections = new Map<string, Promise<Client>>();
  private readonly lists = new Map<string, Promise<McpTool[]>>();
  private readonly transport: TransportOptions;
  private readonly connectMs: number;

  constructor(options: McpServersOptions = {}) {
    const {
      allow = parseAllowList(env().REVERIE_MCP_ALLOW),
      resolver,
      connectMs = CONNECT_MS,
      maxAnswerBytes = MAX_ANSWER_BYTES,
    } = options;
    this.transport = { allow, resolver, timeoutMs: MOST_MS, maxBytes: maxAnswerBytes };
    this.connectMs = connectMs;
  }

  /** What the server offers, asked once. Throws `unavailable`, from which `mcpFailureOf` reads the `session.error`; then the next call asks anew. */
  async listTools(server: McpServer, { signal, timeoutMs = LIST_MS }: Wait = {}): Promise<McpTool[]> {
    const key = keyOf(server);
    const list = this.lists.get(key) ?? this.using(server, (client) => readTools(client, timeoutMs));
    this.lists.set(key, list);
    try {
      return await orAborted(list, signal);
    } catch (cause) {
      if (signal?.aborted) throw aborted(cause);
      this.lists.delete(key);
      throw toFailure(server, cause);
    }
  }

  /**
   * Calls a tool by the server's own name for it. Whatever goes wrong is a result that says so: a model can go on from it. Throws `unavailable`
   * (reason `aborted`) only when `signal` takes the call back. A call is sent once: one that was cut off may have had its effect.
   */
  async callTool(server: McpServer, name: string, input: Record<string, unknown>, wait: Wait = {}): Promise<McpToolResult> {
    const { signal } = wait;
    const timeout = Math.min(wait.timeoutMs ?? CALL_MS, MOST_MS);
    const request = { method: "tools/call" as const, params: { name, arguments: input } };
    try {
      const call = this.using(server, (client) =>
        client.request(request, CallToolResultSchema, { signal, timeout, maxTotalTimeout: timeout }),
      );
      const result = await orAborted(call, signal);
      return { content: toResultBlocks(result.content, result.structuredContent), isError: result.isError === true, failure: null };
    } catch (cause) {
      if (signal?.aborted) throw aborted(cause);
      if (cause instanceof McpError) return failed(toldBy(cause, timeout));
      if (isAppError(cause, "limit_exceeded")) return failed(`The tool's answer is too large. ${cause.message}`);
      const failure = toFailure(server, cause);
      return failed(failure.message, mcpFailureOf(failure));
    }
  }

  /** Ends every connection; never throws. */
  async close(): Promise<void> {
    const open = [...this.connections.values()];
    this.connections.clear();
    this.lists.clear();
    await Promise.all(open.map((client) => client.then((one) => one.close()).catch(() => undefined)));
  }

  /** A server that has forgotten the connection has not carried out what was asked over it: that alone is asked again. */
  private async using<T>(server: McpServer, work: (client: Client) => Promise<T>): Promise<T> {
    const connection = this.connect(server);
    try {
      return await work(await connection);
    } catch (error) {
      if (!isAppError(error) || error.details.reason !== "mcp_session_gone") throw error;
      // Another call may have connected anew meanwhile.
      if (this.connections.get(keyOf(server)) === connection) this.connections.delete(keyOf(server));
      return work(await this.connect(server));
    }
  }

  private connect(server: McpServer): Promise<Client> {
    const key = keyOf(server);
    const known = this.connections.get(key);
    if (known) return known;
    const opening = this.open(server).catch((error: unknown) => {
      this.connections.delete(key);
      throw error;
    });
    this.connections.set(key, opening);
    return opening;
  }

  private async open({ url }: McpServer): Promise<Client> {
    if (!URL.canParse(url)) throw new AppError("invalid_input", "Its address is not a URL.", { details: { reason: "bad_url" } });
    const client = new Client({ name: "reverie", version: env().REVERIE_VERSION }, { capabilities: {}, jsonSchemaValidator: TRUSTING });
    try {
      await client.connect(new GuardedTransport(new URL(url), this.transport), { timeout: this.connectMs });
    } catch (cause) {
      await client.close().catch(() => undefined);
      if (!(cause instanceof McpError)) throw cause;
      const isLate = cause.code === ErrorCode.RequestTimeout;
      const words = isLate ? `It did not answer within ${this.connectMs / 1000} s.` : "It refused to open a connection.";
      throw new AppError("unavailable", words, { details: { reason: "mcp_connection" }, cause });
    }
    return client;
  }
}

/** The library would compile the schemas that a server sends into code. Nothing here checks by them: the server does. */
const TRUSTING: jsonSchemaValidator = { getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }) };

/** One connection serves several callers: one of them giving up ends the waiting, not the work. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((done, fail) => {
    const stop = () => fail(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(done, fail).finally(() => signal.removeEventListener("abort", stop));
  });
}

function failed(message: string, failure: McpFailure | null = null): McpToolResult {
  return { content: errorBlocks(message), isError: true, failure };
}

const keyOf = ({ name, url }: McpServer) => JSON.stringify([name, url]);

async function readTools(client: Client, timeoutMs: number): Promise<McpTool[]> {
  if (client.getServerCapabilities()?.tools === undefined) return [];
  const tools = new Map<string, McpTool>();
  const until = Date.now() + timeoutMs;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && tools.size <= MAX_TOOLS; page++) {
    const timeout = Math.max(1, until - Date.now());
    const params = cursor === undefined ? {} : { cursor };
    const answer = await client.request({ method: "tools/list", params }, ListToolsResultSchema, { timeout, maxTotalTimeout: timeout });
    for (const { name, description = "", inputSchema } of answer.tools)
      if (!tools.has(name)) tools.set(name, { name, description: cut(description, MAX_DESCRIPTION), inputSchema });
    if (!answer.nextCursor && tools.size <= MAX_TOOLS) return [...tools.values()];
    cursor = answer.nextCursor;
  }
  throw new AppError("limit_exceeded", `It lists more than ${MAX_TOOLS} tools, or never ends its list.`, {
    details: { reason: "too_many_tools" },
  });
}

/** What the model is told of an error that the protocol has a form for. The server's words are bounded where they become blocks. */
function toldBy(error: McpError, timeoutMs: number): string {
  return error.code === ErrorCode.RequestTimeout
    ? `The tool did not answer within ${timeoutMs / 1000} s.`
    : `The tool failed: ${error.message}`;
}

function aborted(cause: unknown): AppError {
  return new AppError("unavailable", "The call was taken back.", { details: { reason: "aborted" }, cause });
}

function toFailure(server: McpServer, cause: unknown): AppError {
  const isAuthentication = isAppError(cause) && cause.details.reason === "mcp_authentication";
  const words = isAppError(cause)
    ? cause.message
    : cause instanceof McpError
      ? cut(cause.message, 300)
      : "It answered against the protocol.";
  return new AppError("unavailable", `The MCP server ${server.name} can't be used. ${words}`, {
    details: { reason: isAuthentication ? "mcp_authentication_failed" : "mcp_connection_failed", server: server.name },
    cause,
  });
}

/** The `session.error` that an error of `listTools` stands for; null for any other. */
export function mcpFailureOf(error: unknown): McpFailure | null {
  if (!isAppError(error, "unavailable") || typeof error.details.server !== "string") return null;
  const { reason, server } = error.details;
  if (reason === "mcp_authentication_failed")
    return { type: "mcp_authentication_failed_error", mcp_server_name: server, message: error.message };
  if (reason === "mcp_connection_failed") return { type: "mcp_connection_failed_error", mcp_server_name: server, message: error.message };
  return null;
}
