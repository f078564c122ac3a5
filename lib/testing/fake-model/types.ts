/** Words of the fake Messages API. Tests only: nothing of the product imports this folder. */
import type Anthropic from "@anthropic-ai/sdk";

export type Json = Record<string, unknown>;

/** A checked request: the body as it was sent. The beta fields are those that the fake plays. */
export type ModelRequest = Omit<Anthropic.MessageCreateParams, "model"> & { model: string };

export type TurnBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string }
  | { type: "tool_use"; name: string; input: Json; id?: string };

/** What the model says. The stop reason follows from the blocks when it isn't given. */
export type Turn = { blocks: TurnBlock[]; stopReason?: Anthropic.StopReason };

export type RequestContext = {
  /** Counts from 0 over all message requests that were accepted. */
  index: number;
  requestId: string;
};
export type Respond = (request: ModelRequest, context: RequestContext) => Turn | Promise<Turn>;

/**
 * What goes wrong with one request.
 * `disconnect` closes the socket before any byte; `hang` never answers; `cut` closes it after so many deltas, in the middle of a block;
 * `stream_error` sends the API's error event after so many deltas; `slow` and `delay` answer in the end.
 */
export type Fault =
  | { kind: "rate_limited"; retryAfterSeconds?: number }
  | { kind: "overloaded"; retryAfterSeconds?: number }
  | { kind: "server_error"; status?: 500 | 502 | 503 | 504 }
  | { kind: "invalid_request"; message?: string }
  | { kind: "disconnect" }
  | { kind: "hang" }
  | { kind: "cut"; afterDeltas?: number }
  | { kind: "stream_error"; afterDeltas?: number; type?: "overloaded_error" | "api_error" }
  | { kind: "slow"; msPerDelta: number }
  | { kind: "delay"; ms: number }
  | { kind: "refusal"; category?: Anthropic.RefusalStopDetails["category"] }
  | { kind: "max_tokens"; afterTokens?: number };

/** `pending` while it runs; `answered` in full; `refused` with a 4xx; `failed` by a fault; `aborted` by the client; `script_error`: the test's own `respond` broke a rule. */
export type Outcome = "pending" | "answered" | "refused" | "failed" | "aborted" | "script_error";

export type RequestRecord = {
  requestId: string;
  at: Date;
  endedAt: Date | null;
  method: string;
  path: string;
  betas: string[];
  /** Null for a body that is no JSON, and when `keepBodies` is off. */
  body: Json | null;
  /** Of the body's bytes: two requests with the same hash ask for the same answer. */
  bodyHash: string;
  outcome: Outcome;
  status: number | null;
  /** The client went away before the answer's end. */
  abortedByClient: boolean;
  error: string | null;
};

export type FakeModelOptions = {
  /** Default: echoes the last user text. */
  respond?: Respond;
  /** Default 0: any free port. Always on the loopback. */
  port?: number;
  /** Accept this key only; default: any that isn't empty. */
  apiKey?: string;
  /** Models besides the ones of the SDK's type. */
  extraModels?: string[];
  /** Tokens that a prompt may have; a longer one is a 400. Default 1,000,000. */
  contextWindow?: number;
  /** Tokens below which a prefix isn't cached. Default 1024; the real minimum differs by model (512 to 4096). */
  minimumCacheTokens?: number;
  /** Before the first byte of every answer. */
  firstByteMs?: number;
  /** Between two deltas of every stream. */
  msPerDelta?: number;
  /** Characters in a delta. Default 24. */
  deltaCharacters?: number;
  /** Off for benches with large histories. Default on. */
  keepBodies?: boolean;
  /** Milliseconds now, for the cache's lifetime. */
  now?: () => number;
};

export type FakeModel = {
  /** For `ANTHROPIC_BASE_URL`. */
  url: string;
  requests: RequestRecord[];
  /** Changes what it answers from the next request on. */
  respond(respond: Respond): void;
  /** The next `times` accepted message requests (default 1) that match meet this fault. Faults wait in line. */
  fail(fault: Fault, options?: { times?: number; when?: (request: ModelRequest) => boolean }): void;
  /** Faults that nobody met yet. */
  waitingFaults(): number;
  /** Message requests whose answer was delivered in full and which were sent again all the same, by body hash. */
  repeatedAfterAnswer(): RequestRecord[][];
  close(): Promise<void>;
};
