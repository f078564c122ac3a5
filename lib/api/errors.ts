/** The one place that turns an error into a status and an envelope (contract section 1.2). */
import { HTTPException } from "hono/http-exception";
import { AppError, type ErrorCode, isAppError } from "@/lib/errors";
import { log } from "@/lib/log";

type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 429 | 500 | 503;
type Wire = { status: ErrorStatus; type: string };

const BY_CODE = {
  invalid_input: { status: 400, type: "invalid_request_error" },
  unauthenticated: { status: 401, type: "authentication_error" },
  forbidden: { status: 403, type: "permission_error" },
  not_found: { status: 404, type: "not_found_error" },
  conflict: { status: 409, type: "invalid_request_error" },
  precondition_failed: { status: 409, type: "memory_precondition_failed_error" },
  limit_exceeded: { status: 429, type: "rate_limit_error" },
  unavailable: { status: 503, type: "overloaded_error" },
  internal: { status: 500, type: "api_error" },
} as const satisfies Record<ErrorCode, Wire>;

/** Reasons that have a type, or a status, of their own. */
const BY_REASON = new Map<string, Wire>([
  ["conflict:path_conflict", { status: 409, type: "memory_path_conflict_error" }],
  ["conflict:already_dreaming", { status: 409, type: "conflict_error" }],
  ["conflict:store_held", { status: 409, type: "conflict_error" }],
  ["precondition_failed:heartbeat_precondition_failed", { status: 412, type: "invalid_request_error" }],
  ["limit_exceeded:body_too_large", { status: 413, type: "request_too_large" }],
]);

/** Details that stand beside `type` and `message`, because clients of the official API look for them there. */
const BESIDE_TYPE = ["conflicting_memory_id", "conflicting_path"];

const OUR_FAULT = "Something went wrong on our side. The server's log names the cause under this request id.";

export type ErrorEnvelope = {
  type: "error";
  error: { type: string; message: string; details?: Record<string, unknown> } & Record<string, unknown>;
  request_id: string;
};

/** Status, body and headers for whatever was thrown. Pure. */
export function toWireError(
  thrown: unknown,
  requestId: string,
): { status: ErrorStatus; body: ErrorEnvelope; headers: Record<string, string> } {
  const error = asAppError(thrown);
  const { reason, ...rest } = error.details;
  const wire: Wire = BY_REASON.get(`${error.code}:${reason}`) ?? BY_CODE[error.code];
  const beside = Object.fromEntries(Object.entries(rest).filter(([name]) => BESIDE_TYPE.includes(name)));
  const details = { ...(reason === undefined ? {} : { error_code: reason }), ...rest };
  const isOurs = wire.status === 500;
  const headers: Record<string, string> = {};
  // The SDK repeats every 409 twice unless told that it is in vain.
  if (wire.status === 409) headers["x-should-retry"] = "false";
  if (wire.status === 429) headers["retry-after"] = String(typeof rest.retry_after === "number" ? rest.retry_after : 1);
  return {
    status: wire.status,
    headers,
    body: {
      type: "error",
      error: {
        type: wire.type,
        message: isOurs ? OUR_FAULT : error.message,
        ...(isOurs ? {} : beside),
        ...(isOurs || Object.keys(details).length === 0 ? {} : { details }),
      },
      request_id: requestId,
    },
  };
}

/** Callers' mistakes at info, our faults at error with their cause. Never logs what was sent. */
export function logFailure(thrown: unknown, status: number, request: { requestId: string; method: string; path: string }): void {
  if (status >= 500) log.error("a request failed", { ...request, status, error: thrown });
  else log.info("a request was refused", { ...request, status, reason: isAppError(thrown) ? thrown.details.reason : undefined });
}

function asAppError(thrown: unknown): AppError {
  if (isAppError(thrown)) return thrown;
  // The framework's own refusals: a body or a path that it could not read.
  if (thrown instanceof HTTPException && thrown.status < 500) {
    return new AppError(thrown.status === 404 ? "not_found" : "invalid_input", thrown.message || "The request could not be read.");
  }
  return new AppError("internal", OUR_FAULT, { cause: thrown });
}
