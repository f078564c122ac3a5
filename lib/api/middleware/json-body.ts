/** Reads a JSON body once, within the size limit, so that the routes behind see well-formed, storable JSON or nothing. */
import type { MiddlewareHandler } from "hono";
import { drain } from "@/lib/api/body-stream";
import { assertStorable } from "@/lib/api/storable-input";
import type { ApiEnv } from "@/lib/api/types";
import { AppError } from "@/lib/errors";

/** Paths that read their body themselves, as it arrives. */
type Options = { maxBytes: number; streamedPaths: readonly string[] };

/**
 * Puts the parsed request in place of the raw one. A missing body counts as `{}` and a missing or other content type as JSON, because the SDK
 * sends updates without parameters with neither. Throws `invalid_input` (not JSON, not UTF-8), `limit_exceeded` (reason `body_too_large`).
 */
export function jsonBody({ maxBytes, streamedPaths }: Options): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    assertStorable(c.req.queries());
    const { method, path } = c.req;
    if ((method === "POST" || method === "PATCH") && !streamedPaths.includes(path)) {
      const text = decode(await readAtMost(c.req.raw, maxBytes)).trim() || "{}";
      assertStorable(parse(text));
      c.req.raw = new Request(c.req.url, { method, headers: { "content-type": "application/json" }, body: text });
    }
    await next();
  };
}

async function readAtMost(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const announced = Number(request.headers.get("content-length") ?? 0);
  while (announced <= maxBytes && size <= maxBytes) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    chunks.push(value);
  }
  // A socket that is reset would reach the SDK as a connection error, which it tries again.
  void drain(reader);
  throw new AppError("limit_exceeded", `The body is larger than ${maxBytes} bytes.`, {
    details: { reason: "body_too_large", max_bytes: maxBytes },
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not UTF-8 text.", { details: { reason: "bad_body" }, cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid_input", `The body is not valid JSON: ${said}`, { details: { reason: "bad_body" }, cause });
  }
}
