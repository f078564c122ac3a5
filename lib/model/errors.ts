/** What can go wrong with a model call, in a few words of ours. */
import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { AppError, type ErrorCode } from "@/lib/errors";

export type ModelFailureKind =
  | "overloaded"
  | "rate_limited"
  | "server"
  | "connection"
  | "invalid_request"
  | "authentication"
  | "billing"
  | "context_too_long"
  | "canceled";

/** Plain data: it survives a checkpoint. */
export type ModelFailure = {
  kind: ModelFailureKind;
  /** For a person: what the API said, or what we saw. */
  message: string;
  /** Whether the same request may succeed later. */
  isRetryable: boolean;
  /** How long the API asks to wait. */
  retryAfterMs?: number;
  requestId?: string;
};

const CODES: Readonly<Record<ModelFailureKind, ErrorCode>> = {
  overloaded: "unavailable",
  rate_limited: "unavailable",
  server: "unavailable",
  connection: "unavailable",
  invalid_request: "invalid_input",
  authentication: "unavailable",
  billing: "unavailable",
  context_too_long: "limit_exceeded",
  canceled: "conflict",
};

/** Thrown by everything here that talks to the model. */
export class ModelError extends AppError {
  constructor(
    readonly failure: ModelFailure,
    cause?: unknown,
  ) {
    super(CODES[failure.kind], failure.message, { details: { reason: `model_${failure.kind}` }, cause });
    this.name = "ModelError";
  }
}

const RETRYABLE: ReadonlySet<ModelFailureKind> = new Set(["overloaded", "rate_limited", "server", "connection"]);

/** The API gives no code for it: its sentence is the only sign. */
const TOO_LONG = /prompt is too long|exceeds? (?:the )?context (?:limit|window)/i;

/** An error within a stream has a type and no status. */
function kindOfType(type: string | null): ModelFailureKind {
  switch (type) {
    case "overloaded_error":
      return "overloaded";
    case "rate_limit_error":
      return "rate_limited";
    case "authentication_error":
    case "permission_error":
      return "authentication";
    case "billing_error":
      return "billing";
    case "invalid_request_error":
    case "not_found_error":
      return "invalid_request";
    default:
      return "server";
  }
}

function kindOf(error: APIError): ModelFailureKind {
  const message = error.apiMessage ?? error.message;
  switch (error.status) {
    case undefined:
      return kindOfType(error.type);
    case 401:
    case 403:
      return "authentication";
    case 402:
      return "billing";
    // The body is over the API's size limit: a shorter conversation helps, a retry doesn't.
    case 413:
      return "context_too_long";
    case 429:
      return "rate_limited";
    case 529:
      return "overloaded";
    case 408:
    case 409:
      return "server";
    default:
      if (error.status >= 500) return "server";
      return TOO_LONG.test(message) ? "context_too_long" : "invalid_request";
  }
}

/** `retry-after` in seconds or as a date, and the API's finer `retry-after-ms`. */
function retryAfterMs(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get("retry-after-ms") ?? "");
  if (ms >= 0) return Math.ceil(ms);
  const value = headers?.get("retry-after") ?? "";
  const seconds = Number.parseFloat(value);
  if (/^[\d.]+$/.test(value) && seconds >= 0) return Math.ceil(seconds * 1000);
  const wait = Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Sorts whatever the client threw. `isCanceled`: the caller's signal was given, so that every error is its consequence. */
export function toModelError(error: unknown, isCanceled: boolean): ModelError {
  if (error instanceof ModelError) return error;
  if (isCanceled || error instanceof Anthropic.APIUserAbortError) {
    return new ModelError({ kind: "canceled", message: "The model call was canceled.", isRetryable: false }, error);
  }
  if (!(error instanceof APIError) || error instanceof Anthropic.APIConnectionError) {
    const message = `The connection to the model broke: ${error instanceof Error ? error.message : String(error)}`;
    return new ModelError({ kind: "connection", message, isRetryable: true }, error);
  }
  const kind = kindOf(error);
  const wait = retryAfterMs(error.headers);
  const failure: ModelFailure = {
    kind,
    message: error.apiMessage ?? error.message,
    isRetryable: RETRYABLE.has(kind) && error.headers?.get("x-should-retry") !== "false",
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(error.requestID ? { requestId: error.requestID } : {}),
  };
  return new ModelError(failure, error);
}
