/** A strict fake of the Messages API on the loopback: accepts what the real one accepts, answers what the test's script says. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { newWireId, toAnswer } from "@/lib/testing/fake-model/answer";
import { ApiError, invalid } from "@/lib/testing/fake-model/api-error";
import { type StreamEnd, writeStream } from "@/lib/testing/fake-model/event-stream";
import { betasOf, checkContentType, checkKey, versionOf } from "@/lib/testing/fake-model/headers";
import { listModels, retrieveModel } from "@/lib/testing/fake-model/models";
import { PromptCache } from "@/lib/testing/fake-model/prompt-cache";
import { RequestLog } from "@/lib/testing/fake-model/request-log";
import { type CheckedRequest, checkRequest } from "@/lib/testing/fake-model/request-rules";
import { echo } from "@/lib/testing/fake-model/scripts";
import type { FakeModel, FakeModelOptions, Fault, Json, ModelRequest, RequestRecord, Respond, Turn } from "@/lib/testing/fake-model/types";

const MOST_BODY_BYTES = 32 * 1024 * 1024;
const DEFAULT_WINDOW = 1_000_000;

type WaitingFault = { fault: Fault; times: number; when: (request: ModelRequest) => boolean };
type Call = { request: IncomingMessage; response: ServerResponse; record: RequestRecord; gone: AbortController };

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= MOST_BODY_BYTES) parts.push(part);
  }
  if (size > MOST_BODY_BYTES) throw new ApiError(413, "Request exceeds the maximum size");
  return Buffer.concat(parts);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw invalid("The request body is not valid JSON");
  }
}

/** Ends early when the client goes away. */
function wait(ms: number, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    gone.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      gone.removeEventListener("abort", done);
      resolve();
    }
  });
}

function sendJson({ response, record }: Call, status: number, body: unknown, headers: Record<string, string> = {}): void {
  record.status = status;
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)), ...headers });
  response.end(text);
}

class Server {
  readonly log: RequestLog;
  readonly cache: PromptCache;
  readonly faults: WaitingFault[] = [];
  respond: Respond;
  private accepted = 0;

  constructor(readonly options: FakeModelOptions) {
    this.respond = options.respond ?? echo();
    this.log = new RequestLog(options.keepBodies ?? true);
    this.cache = new PromptCache(options.minimumCacheTokens ?? 1024, options.now ?? Date.now);
  }

  get window(): number {
    return this.options.contextWindow ?? DEFAULT_WINDOW;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const record = this.log.open(newWireId("req"), request);
    const call: Call = { request, response, record, gone: new AbortController() };
    response.setHeader("request-id", record.requestId);
    response.setHeader("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
    response.once("close", () => {
      if (!response.writableFinished && record.outcome === "pending") {
        record.abortedByClient = true;
        this.log.close(record, "aborted");
      }
      call.gone.abort();
    });
    try {
      await this.route(call);
    } catch (error) {
      this.sendError(call, error);
    }
  }

  private sendError(call: Call, error: unknown): void {
    const { record } = call;
    const known =
      error instanceof ApiError
        ? error
        : new ApiError(500, `The fake's script failed: ${error instanceof Error ? error.message : String(error)}`);
    record.error = known.message;
    if (record.outcome === "pending")
      this.log.close(record, !(error instanceof ApiError) ? "script_error" : known.status < 429 ? "refused" : "failed");
    const retry: Record<string, string> = known.retryAfterSeconds === undefined ? {} : { "retry-after": String(known.retryAfterSeconds) };
    // A script's mistake is no fault to retry: the header tells the SDK so.
    if (!(error instanceof ApiError)) retry["x-should-retry"] = "false";
    sendJson(call, known.status, known.envelope(record.requestId), retry);
  }

  private async route(call: Call): Promise<void> {
    const { request, record } = call;
    const url = new URL(request.url ?? "/", "http://fake");
    const bytes = await readBody(request);
    this.log.body(record, bytes);
    checkKey(request.headers, this.options.apiKey);
    const version = versionOf(request.headers);
    record.betas = betasOf(request.headers);
    const post = url.pathname === "/v1/messages" || url.pathname === "/v1/messages/count_tokens";
    const model = /^\/v1\/models(?:\/([^/]+))?$/.exec(url.pathname);
    if (!post && !model) throw new ApiError(404, "Not found");
    if (request.method !== (post ? "POST" : "GET")) throw new ApiError(405, "Method Not Allowed");
    const extraModels = this.options.extraModels ?? [];
    if (model) {
      const answer = model[1]
        ? retrieveModel(decodeURIComponent(model[1]), extraModels, this.window)
        : listModels(url.searchParams, extraModels, this.window);
      this.log.close(record, "answered");
      return sendJson(call, 200, answer);
    }
    checkContentType(request.headers);
    const body = parse(bytes);
    if (typeof body === "object" && body !== null) this.log.parsed(record, body as Json);
    const kind = url.pathname.endsWith("count_tokens") ? "count" : "create";
    const checked = checkRequest(kind, body, { version, betas: record.betas, extraModels });
    if (kind === "count") {
      this.log.close(record, "answered");
      return sendJson(call, 200, { input_tokens: this.cache.plan(checked.body).usage.total });
    }
    await this.answer(call, checked);
  }

  /** Refuses as the fault says, or returns it when it only changes the answer. */
  private async meet(call: Call, checked: CheckedRequest): Promise<Fault | undefined> {
    const at = this.faults.findIndex(({ when }) => when(checked.body as unknown as ModelRequest));
    const waiting = this.faults[at];
    if (!waiting) return undefined;
    waiting.times--;
    if (waiting.times <= 0) this.faults.splice(at, 1);
    const { fault } = waiting;
    switch (fault.kind) {
      case "rate_limited":
        throw new ApiError(429, "This request would exceed your organization's rate limit.", fault.retryAfterSeconds ?? 1);
      case "overloaded":
        throw new ApiError(529, "Overloaded", fault.retryAfterSeconds);
      case "server_error":
        throw new ApiError(fault.status ?? 500, "Internal server error");
      case "invalid_request":
        throw invalid(fault.message ?? "messages: the fake was told to refuse this request");
      case "disconnect":
        this.log.close(call.record, "failed");
        call.response.destroy();
        return fault;
      case "hang":
        await new Promise<void>((resolve) => call.gone.signal.addEventListener("abort", () => resolve(), { once: true }));
        return fault;
      case "delay":
        await wait(fault.ms, call.gone.signal);
        return fault;
      default:
        return fault;
    }
  }

  private async answer(call: Call, checked: CheckedRequest): Promise<void> {
    const { body } = checked;
    const { gone, record, response } = call;
    const { usage: prompt, write } = this.cache.plan(body);
    if (prompt.total > this.window) throw invalid(`prompt is too long: ${prompt.total} tokens > ${this.window} maximum`);
    const fault = await this.meet(call, checked);
    if (gone.signal.aborted || response.destroyed) return;
    const refusal = { type: "refusal" as const, category: fault?.kind === "refusal" ? (fault.category ?? null) : null, explanation: null };
    const turn: Turn =
      fault?.kind === "refusal"
        ? { blocks: [], stopReason: "refusal" }
        : await this.respond(body as unknown as ModelRequest, { index: this.accepted++, requestId: record.requestId });
    const asked = body.max_tokens as number;
    const answer = toAnswer(turn, checked, prompt, {
      mostTokens: fault?.kind === "max_tokens" ? Math.min(asked, fault.afterTokens ?? 4) : asked,
      windowTokens: this.window - prompt.total,
      ...(turn.stopReason === "refusal" ? { refusal } : {}),
    });
    if (this.options.firstByteMs) await wait(this.options.firstByteMs, gone.signal);
    if (gone.signal.aborted) return;
    write();
    if (body.stream === true) return this.stream(call, answer, fault);
    if (fault?.kind === "cut") {
      this.log.close(record, "failed");
      response.destroy();
      return;
    }
    if (fault?.kind === "slow") await wait(fault.msPerDelta, gone.signal);
    const content = answer.content.map(({ cutJson, ...block }) => block);
    const managed = body.context_management ? { context_management: { applied_edits: [] } } : {};
    sendJson(call, 200, { ...answer, content, ...managed });
    if (!gone.signal.aborted) this.log.close(record, "answered");
  }

  private async stream(call: Call, answer: ReturnType<typeof toAnswer>, fault: Fault | undefined): Promise<void> {
    const { record, response, gone } = call;
    record.status = 200;
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
    const isWhole = await writeStream(response, answer, {
      size: this.options.deltaCharacters ?? 24,
      msPerDelta: fault?.kind === "slow" ? fault.msPerDelta : (this.options.msPerDelta ?? 0),
      end: this.endOf(fault, record),
      isGone: () => gone.signal.aborted,
      wait: (ms) => wait(ms, gone.signal),
    });
    if (record.outcome === "pending") this.log.close(record, isWhole ? "answered" : "failed");
  }

  private endOf(fault: Fault | undefined, record: RequestRecord): StreamEnd {
    if (fault?.kind === "cut") {
      // From here on a closed connection is our doing.
      this.log.close(record, "failed");
      return { how: "cut", afterDeltas: fault.afterDeltas ?? 1 };
    }
    if (fault?.kind === "stream_error") {
      const type = fault.type ?? "overloaded_error";
      const error = {
        type: "error",
        error: { type, message: type === "api_error" ? "Internal server error" : "Overloaded" },
        request_id: record.requestId,
      };
      return { how: "error", afterDeltas: fault.afterDeltas ?? 1, error };
    }
    return { how: "whole" };
  }
}

/** Starts the fake. It binds to the loopback only. */
export async function startFakeModel(options: FakeModelOptions = {}): Promise<FakeModel> {
  const fake = new Server(options);
  const http = createServer((request, response) => void fake.serve(request, response));
  // Agents keep connections for long; the default of five seconds would close them between two turns.
  http.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(options.port ?? 0, "127.0.0.1", () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests: fake.log.records,
    respond: (respond) => {
      fake.respond = respond;
    },
    fail: (fault, { times = 1, when = () => true } = {}) => void fake.faults.push({ fault, times, when }),
    waitingFaults: () => fake.faults.reduce((sum, { times }) => sum + times, 0),
    repeatedAfterAnswer: () => fake.log.repeatedAfterAnswer(),
    close: async () => {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
}
