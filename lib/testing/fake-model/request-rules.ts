/** Everything that the API checks of a request's body, in its order: shape, model, limits, tools, conversation, cache marks. */
import { invalid } from "@/lib/testing/fake-model/api-error";
import type { ApiVersion } from "@/lib/testing/fake-model/headers";
import { checkMessages } from "@/lib/testing/fake-model/message-rules";
import { assertKnownModel, mostOutputTokens, takesAdaptiveThinking, takesManualThinking } from "@/lib/testing/fake-model/models";
import { checkShape } from "@/lib/testing/fake-model/request-shape";
import { checkFormat, checkTools } from "@/lib/testing/fake-model/tool-rules";
import type { Json } from "@/lib/testing/fake-model/types";

const MOST_CACHE_MARKS = 4;

export type CheckedRequest = { body: Json; toolNames: Set<string>; format: Json | null };

function checkLimits(body: Json, model: string): void {
  const maxTokens = body.max_tokens as number;
  const most = mostOutputTokens(model);
  if (maxTokens > most) {
    throw invalid(`max_tokens: ${maxTokens} > ${most}, which is the maximum allowed number of output tokens for ${model}`);
  }
  for (const sequence of (body.stop_sequences as string[] | undefined) ?? []) {
    if (sequence.trim() === "") throw invalid("stop_sequences: each stop sequence must contain non-whitespace");
  }
}

function checkThinking(body: Json, model: string): void {
  const thinking = body.thinking as { type: string; budget_tokens?: number } | undefined;
  if (thinking?.type === "enabled") {
    if (!takesManualThinking(model)) throw invalid(`thinking.type: "enabled" is not supported on ${model}. Use "adaptive".`);
    if (body.max_tokens !== undefined && (thinking.budget_tokens ?? 0) >= (body.max_tokens as number)) {
      throw invalid("`max_tokens` must be greater than `thinking.budget_tokens`.");
    }
  }
  if (thinking?.type === "adaptive" && !takesAdaptiveThinking(model)) {
    throw invalid(`thinking.type: "adaptive" is not supported on ${model}.`);
  }
}

function checkSystem(body: Json): void {
  if (!Array.isArray(body.system)) return;
  for (const block of body.system as Json[]) if (block.text === "") throw invalid("system: text content blocks must be non-empty");
}

type Marked = { cache_control?: { ttl?: string } | null; content?: unknown };

/** All marks in the prompt's order, wherever they stand. */
function cacheMarks(body: Json): string[] {
  const marks: string[] = [];
  const visit = (each: Marked) => {
    if (Array.isArray(each.content)) each.content.forEach(visit);
    if (each.cache_control) marks.push(each.cache_control.ttl ?? "5m");
  };
  for (const part of ["tools", "system", "messages"]) if (Array.isArray(body[part])) (body[part] as Marked[]).forEach(visit);
  if (body.cache_control) visit({ cache_control: body.cache_control as { ttl?: string } });
  return marks;
}

function checkCacheMarks(body: Json): void {
  const marks = cacheMarks(body);
  if (marks.length > MOST_CACHE_MARKS) {
    throw invalid(`A maximum of ${MOST_CACHE_MARKS} blocks with cache_control may be provided. Found ${marks.length}.`);
  }
  if (marks.lastIndexOf("1h") > marks.indexOf("5m") && marks.includes("5m")) {
    throw invalid("cache_control: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.");
  }
}

/** Throws `ApiError` as the API would answer. */
export function checkRequest(
  kind: "create" | "count",
  body: unknown,
  { version, betas, extraModels }: { version: ApiVersion; betas: readonly string[]; extraModels: readonly string[] },
): CheckedRequest {
  checkShape(kind, body, version, betas);
  const model = String(body.model);
  assertKnownModel(model, extraModels);
  if (kind === "create") checkLimits(body, model);
  checkThinking(body, model);
  checkSystem(body);
  const toolNames = checkTools(body);
  const format = checkFormat(body);
  checkMessages(body);
  checkCacheMarks(body);
  return { body, toolNames, format };
}
