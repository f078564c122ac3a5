/** The real API's error envelope. */
const TYPES = {
  400: "invalid_request_error",
  401: "authentication_error",
  404: "not_found_error",
  405: "invalid_request_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  502: "api_error",
  503: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
} as const;
export type ErrorStatus = keyof typeof TYPES;

export class ApiError extends Error {
  constructor(
    readonly status: ErrorStatus,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }

  envelope(requestId: string) {
    return { type: "error", error: { type: TYPES[this.status], message: this.message }, request_id: requestId };
  }
}

export function invalid(message: string): ApiError {
  return new ApiError(400, message);
}
