/** What the fake knows of each model, and `GET /v1/models`. */
import type Anthropic from "@anthropic-ai/sdk";
import { ApiError, invalid } from "@/lib/testing/fake-model/api-error";

type KnownModel = Extract<Anthropic.Model, `claude-${string}`>;

/** Newest first, as the API lists them. The type fails the check when an SDK upgrade takes a model away. */
const MODEL_IDS = [
  "claude-fable-5-2",
  "claude-mythos-5-2",
  "claude-haiku-5-5",
  "claude-sonnet-5-5",
  "claude-opus-5-5",
  "claude-fable-5-1",
  "claude-mythos-5-1",
  "claude-opus-5",
  "claude-sonnet-5",
  "claude-fable-5",
  "claude-mythos-5",
  "claude-opus-4-8",
  "claude-opus-4-7",
  "claude-mythos-preview",
  "claude-opus-4-6",
  "claude-sonnet-4-6",
  "claude-opus-4-5",
  "claude-opus-4-5-20251101",
  "claude-haiku-4-5",
  "claude-haiku-4-5-20251001",
  "claude-sonnet-4-5",
  "claude-sonnet-4-5-20250929",
] as const satisfies readonly KnownModel[];

/** The 4.5 family: takes a prefill, 64,000 tokens out, no adaptive thinking. */
const isOlder = (model: string) => /^claude-(opus|sonnet|haiku)-4-5/.test(model);

export function takesPrefill(model: string): boolean {
  return isOlder(model);
}

/** `thinking: {type: "enabled"}` with a budget: gone since Claude Opus 4.7. */
export function takesManualThinking(model: string): boolean {
  return isOlder(model) || /^claude-(opus|sonnet)-4-6$/.test(model);
}

export function takesAdaptiveThinking(model: string): boolean {
  return !isOlder(model);
}

/** `role: "system"` within `messages`: since Claude Opus 4.8. */
export function takesSystemMessages(model: string): boolean {
  return !/^claude-(opus|sonnet|haiku)-4-[567]/.test(model);
}

export function mostOutputTokens(model: string): number {
  return isOlder(model) ? 64_000 : 128_000;
}

/** Throws the API's 404 for a model nobody has. */
export function assertKnownModel(model: string, extra: readonly string[]): void {
  if (!(MODEL_IDS as readonly string[]).includes(model) && !extra.includes(model)) throw new ApiError(404, `model: ${model}`);
}

function modelInfo(id: string, contextWindow: number): Anthropic.ModelInfo {
  const name = id.replace(/^claude-/, "Claude ").replace(/-(\d+)-(\d)(?=$|-)/, " $1.$2");
  return {
    id,
    type: "model",
    display_name: name,
    capabilities: null,
    created_at: "2026-01-01T00:00:00Z",
    deprecated_at: null,
    lifecycle: "active",
    line: (/^claude-(haiku|sonnet|opus|fable|mythos)-/.exec(id)?.[1] ?? null) as Anthropic.ModelInfo["line"],
    max_input_tokens: contextWindow,
    max_tokens: mostOutputTokens(id),
    retires_at: null,
  };
}

const PAGING = new Set(["limit", "after_id", "before_id", "beta"]);

/** One page, by `limit` (1 to 1000, default 20) and `after_id` or `before_id`. */
export function listModels(query: URLSearchParams, extra: readonly string[], contextWindow: number) {
  for (const name of query.keys()) if (!PAGING.has(name)) throw invalid(`${name}: Extra inputs are not permitted`);
  const limit = Number(query.get("limit") ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw invalid("limit: Input should be between 1 and 1000");
  const ids = [...MODEL_IDS, ...extra];
  const position = (name: "after_id" | "before_id") => {
    const at = ids.indexOf(query.get(name) ?? "");
    if (at < 0) throw invalid(`${name}: There is no such model`);
    return at;
  };
  const before = query.has("before_id") ? position("before_id") : ids.length;
  const from = query.has("after_id") ? position("after_id") + 1 : query.has("before_id") ? Math.max(0, before - limit) : 0;
  const page = ids.slice(from, Math.min(before, from + limit));
  const hasMore = query.has("before_id") ? from > 0 : from + page.length < ids.length;
  return {
    data: page.map((id) => modelInfo(id, contextWindow)),
    has_more: hasMore,
    first_id: page[0] ?? null,
    last_id: page.at(-1) ?? null,
  };
}

export function retrieveModel(id: string, extra: readonly string[], contextWindow: number): Anthropic.ModelInfo {
  assertKnownModel(id, extra);
  return modelInfo(id, contextWindow);
}
