/** The one error class of the house. Doors turn it into a value: an action result, an HTTP envelope, a dream's `error`. */

export const ERROR_CODES = [
  "invalid_input",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "precondition_failed",
  "limit_exceeded",
  "unavailable",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** `reason` tells cases of one code apart; `fields` names the inputs at fault (dotted path to message). */
export type ErrorDetails = { reason?: string; fields?: Record<string, string> } & Record<string, unknown>;

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details ?? {};
  }
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** Closes a switch over a union: the compiler proves that no case is left. */
export function assertNever(value: never): never {
  throw new AppError("internal", `Unexpected value: ${String(value)}`);
}
