import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { describe, expect, it } from "vitest";
import { isAppError } from "@/lib/errors";
import { type ModelFailureKind, toModelError } from "@/lib/model/errors";

function failureOf(status: number | undefined, type: string | null, message: string, headers: Record<string, string> = {}) {
  const body = { type: "error", error: { type, message } };
  return toModelError(new APIError(status, body, undefined, new Headers(headers), type as APIError["type"]), false).failure;
}

describe("toModelError", () => {
  it.each<[number | undefined, string, string, ModelFailureKind, boolean]>([
    [400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum", "context_too_long", false],
    [400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 1 + 2 > 2", "context_too_long", false],
    [400, "invalid_request_error", "messages: at least one message is required", "invalid_request", false],
    [401, "authentication_error", "x", "authentication", false],
    [402, "billing_error", "x", "billing", false],
    [403, "permission_error", "x", "authentication", false],
    [404, "not_found_error", "model: x", "invalid_request", false],
    [408, "api_error", "x", "server", true],
    [409, "conflict_error", "x", "server", true],
    [413, "request_too_large", "x", "context_too_long", false],
    [429, "rate_limit_error", "x", "rate_limited", true],
    [502, "api_error", "x", "server", true],
    [529, "overloaded_error", "x", "overloaded", true],
    [undefined, "rate_limit_error", "x", "rate_limited", true],
    [undefined, "billing_error", "x", "billing", false],
    [undefined, "permission_error", "x", "authentication", false],
    [undefined, "invalid_request_error", "x", "invalid_request", false],
    [undefined, "news_to_us_error", "x", "server", true],
  ])("%s %s (%s) is %s", (status, type, message, kind, isRetryable) => {
    expect(failureOf(status, type, message)).toMatchObject({ kind, isRetryable, message });
  });

  it("reads the wait in milliseconds, in seconds and as a date; nonsense is none", () => {
    const wait = (headers: Record<string, string>) => failureOf(429, "rate_limit_error", "x", headers).retryAfterMs;
    expect(wait({ "retry-after-ms": "250.5", "retry-after": "9" })).toBe(251);
    expect(wait({ "retry-after": "1.5" })).toBe(1500);
    expect(wait({ "retry-after": "0" })).toBe(0);
    expect(wait({ "retry-after": new Date(Date.now() - 60_000).toUTCString() })).toBe(0);
    const inAMinute = wait({ "retry-after": new Date(Date.now() + 60_000).toUTCString() });
    expect(inAMinute).toBeGreaterThan(55_000);
    expect(inAMinute).toBeLessThanOrEqual(60_000);
    expect(wait({ "retry-after": "soon" })).toBeUndefined();
    expect(wait({})).toBeUndefined();
  });

  it("obeys x-should-retry", () => {
    expect(failureOf(503, "api_error", "x", { "x-should-retry": "false" }).isRetryable).toBe(false);
  });

  it("keeps the cause, an own error as it is, and speaks the house's codes", () => {
    const cause = new TypeError("terminated");
    const error = toModelError(cause, false);
    expect(error.cause).toBe(cause);
    expect(toModelError(error, true)).toBe(error);
    expect(isAppError(error, "unavailable")).toBe(true);
    expect(error.details.reason).toBe("model_connection");
    expect(toModelError(cause, true).failure.kind).toBe("canceled");
    expect(toModelError(new Anthropic.APIUserAbortError(), false).failure.kind).toBe("canceled");
    expect(toModelError(new Anthropic.APIConnectionTimeoutError(), false).failure).toMatchObject({ kind: "connection", isRetryable: true });
  });
});
