/**
 * Streamable HTTP (MCP 2025-06-18) over the guarded fetch. In place of the library's transport, which waits in silence when a stream breaks,
 * follows redirects, looks for sign-in servers and holds a stream open: here sending a request ends when its answer is there or can't come.
 */
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type JSONRPCMessage, JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { AppError } from "@/lib/errors";
import { readEventData } from "@/lib/mcp-client/sse";
import { type GuardOptions, guardedFetch } from "@/lib/net/guarded-fetch";

export type TransportOptions = Pick<GuardOptions, "allow" | "resolver" | "maxBytes" | "timeoutMs">;

const CLOSING_MS = 2_000;
/** Notices are answered with nothing: a server that takes longer holds up nobody. */
const NOTICE_MS = 10_000;

export class GuardedTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  sessionId?: string;
  private protocolVersion: string | null = null;
  private readonly closed = new AbortController();
  private readonly inFlight = new Map<string | number, AbortController>();

  constructor(
    private readonly url: URL,
    private readonly options: TransportOptions,
  ) {}

  async start(): Promise<void> {}

  setProtocolVersion(version: string): void {
    this.protocolVersion = version;
  }

  /** Of a request: until its answer was handed on. Rejects with what went wrong, which fails the request at once. */
  async send(message: JSONRPCMessage): Promise<void> {
    const id = "method" in message && "id" in message ? message.id : null;
    // Taken back, at its time limit or by the caller: nobody waits for the answer any more.
    if ("method" in message && message.method === "notifications/cancelled") this.abandon(message.params?.requestId);
    const own = new AbortController();
    if (id !== null) this.inFlight.set(id, own);
    try {
      await this.post(message, id, AbortSignal.any([own.signal, this.closed.signal]));
    } finally {
      if (id !== null) this.inFlight.delete(id);
    }
  }

  async close(): Promise<void> {
    if (this.closed.signal.aborted) return;
    this.closed.abort();
    if (this.sessionId !== undefined) await this.endSession().catch(() => undefined);
    this.onclose?.();
  }

  private abandon(requestId: unknown): void {
    if (typeof requestId === "string" || typeof requestId === "number") this.inFlight.get(requestId)?.abort();
  }

  private headers(): Headers {
    const headers = new Headers({ "content-type": "application/json", accept: "application/json, text/event-stream" });
    if (this.sessionId !== undefined) headers.set("mcp-session-id", this.sessionId);
    if (this.protocolVersion !== null) headers.set("mcp-protocol-version", this.protocolVersion);
    return headers;
  }

  private async post(message: JSONRPCMessage, id: string | number | null, signal: AbortSignal): Promise<void> {
    const init = { method: "POST", headers: this.headers(), body: JSON.stringify(message), signal };
    const timeoutMs = id === null ? NOTICE_MS : this.options.timeoutMs;
    const response = await guardedFetch(this.url, init, { ...this.options, timeoutMs });
    try {
      this.assertAccepted(response);
      const sessionId = response.headers.get("mcp-session-id");
      // Header values are sent back as they came: only what the protocol allows in one.
      if (sessionId !== null && /^[\x21-\x7e]{1,512}$/.test(sessionId)) this.sessionId = sessionId;
      if (id === null) return;
      for await (const text of answersOf(response)) if (this.handOn(text, id)) return;
    } finally {
      await response.body?.cancel().catch(() => undefined);
    }
    throw brokenOff("The server ended its answer without one to the request.");
  }

  private assertAccepted({ status }: Response): void {
    if (status === 401 || status === 403)
      throw new AppError("unavailable", `The server asks for credentials (status ${status}); none can be given to it yet.`, {
        details: { reason: "mcp_authentication" },
      });
    if (status === 404 && this.sessionId !== undefined)
      throw new AppError("unavailable", "The server no longer knows this connection.", { details: { reason: "mcp_session_gone" } });
    if (status >= 300 && status < 400) throw brokenOff(`The server redirects (status ${status}); redirects are not followed.`);
    if (status < 200 || status >= 300) throw brokenOff(`The server answered with status ${status}.`);
  }

  /** True when it is the answer. Whatever else a server sends along (its own requests, progress, logs) is left: we offer nothing to servers. */
  private handOn(text: string, id: string | number): boolean {
    const messages = parseMessages(text);
    const answer = messages.find((message) => !("method" in message) && "id" in message && message.id === id);
    if (answer === undefined) return false;
    this.onmessage?.(answer);
    return true;
  }

  private async endSession(): Promise<void> {
    const init = { method: "DELETE", headers: this.headers() };
    const response = await guardedFetch(this.url, init, { ...this.options, timeoutMs: CLOSING_MS });
    await response.body?.cancel();
  }
}

async function* answersOf(response: Response): AsyncGenerator<string> {
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (response.body === null) return;
  if (type === "text/event-stream") yield* readEventData(response.body);
  else if (type === "application/json") yield await response.text();
  else throw brokenOff("The server answered with something that is neither JSON nor an event stream.");
}

function parseMessages(text: string): JSONRPCMessage[] {
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).map((one) => JSONRPCMessageSchema.parse(one));
  } catch (cause) {
    throw brokenOff("The server answered with something that is no JSON-RPC message.", cause);
  }
}

function brokenOff(message: string, cause?: unknown): AppError {
  return new AppError("unavailable", message, { details: { reason: "mcp_connection" }, cause });
}
