/** The one place that makes a client of the Messages API. */
import Anthropic from "@anthropic-ai/sdk";
import type { Env } from "@/lib/env";

export type ModelClient = Anthropic;

/** Until the first byte of an answer; a stream that has begun is watched by `callModel`. */
const FIRST_BYTE_MS = 120_000;

/**
 * A client, or null when there is no key. It never retries: the durable workflow that called does, and knows what was paid for.
 * The base URL is the operator's own setting and trusted as such.
 */
export function modelClient(env: Pick<Env, "ANTHROPIC_API_KEY" | "ANTHROPIC_BASE_URL">): ModelClient | null {
  if (!env.ANTHROPIC_API_KEY) return null;
  return new Anthropic({
    apiKey: env.ANTHROPIC_API_KEY,
    // Said outright, so that no variable, profile or file of the machine that we don't know of decides where a key goes.
    authToken: null,
    baseURL: env.ANTHROPIC_BASE_URL ?? "https://api.anthropic.com",
    maxRetries: 0,
    timeout: FIRST_BYTE_MS,
    // Our own log says what happened, without transcripts.
    logLevel: "off",
  });
}
