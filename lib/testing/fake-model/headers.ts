/** Checks of what comes before the body. */
import type { IncomingHttpHeaders } from "node:http";
import { ApiError, invalid } from "@/lib/testing/fake-model/api-error";

/** 2023-01-01 exists too, with another stream; nobody here speaks it, so it is refused. */
const VERSIONS = ["2023-06-01", "2026-10-21"] as const;
export type ApiVersion = (typeof VERSIONS)[number];

/** Of the SDK's `AnthropicBeta`, those that concern the Messages API. */
const BETAS = new Set([
  "message-batches-2024-09-24",
  "prompt-caching-2024-07-31",
  "computer-use-2024-10-22",
  "computer-use-2025-01-24",
  "computer-use-2025-11-24",
  "pdfs-2024-09-25",
  "token-counting-2024-11-01",
  "token-efficient-tools-2025-02-19",
  "output-128k-2025-02-19",
  "output-300k-2026-03-24",
  "files-api-2025-04-14",
  "mcp-client-2025-04-04",
  "mcp-client-2025-11-20",
  "mcp-client-2026-09-15",
  "dev-full-thinking-2025-05-14",
  "interleaved-thinking-2025-05-14",
  "thinking-token-count-2026-05-13",
  "thinking-display-updates-2026-08-18",
  "thinking-binding-controls-2026-08-01",
  "code-execution-2025-05-22",
  "extended-cache-ttl-2025-04-11",
  "context-1m-2025-08-07",
  "context-management-2025-06-27",
  "compact-2026-01-12",
  "compact-2026-09-04",
  "model-context-window-exceeded-2025-08-26",
  "skills-2025-10-02",
  "fast-mode-2026-02-01",
  "structured-outputs-2025-11-13",
  "task-budgets-2026-03-13",
  "advisor-tool-2026-03-01",
  "cache-diagnosis-2026-04-07",
  "server-side-fallback-2026-06-01",
  "server-side-fallback-2026-07-01",
  "fallback-credit-2026-06-01",
  "fallback-credit-2026-07-01",
  "mid-conversation-tool-changes-2026-07-01",
  "mid-conversation-output-config-2026-07-01",
  "mid-conversation-system-clear-at-2026-08-21",
  "inline-tools-2026-09-15",
  "message-threads-2026-08-12",
  "user-profiles-2026-03-24",
  "user-profiles-2026-08-18",
  "user-profiles-2026-09-04",
]);

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  // The API takes `x-api-key` where both are sent.
  const own = headers["x-api-key"];
  if (typeof own === "string" && own !== "") return own;
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

export function checkKey(headers: IncomingHttpHeaders, expected: string | undefined): void {
  const key = keyOf(headers);
  if (key === undefined) throw new ApiError(401, "x-api-key header is required");
  if (expected !== undefined && key !== expected) throw new ApiError(401, "invalid x-api-key");
}

export function versionOf(headers: IncomingHttpHeaders): ApiVersion {
  const version = headers["anthropic-version"];
  if (version === undefined) throw invalid("anthropic-version: header is required");
  const known = VERSIONS.find((each) => each === version);
  if (!known) throw invalid(`anthropic-version: "${version}" is not a valid version`);
  return known;
}

export function betasOf(headers: IncomingHttpHeaders): string[] {
  const sent = headers["anthropic-beta"];
  const betas = (Array.isArray(sent) ? sent.join(",") : (sent ?? ""))
    .split(",")
    .map((beta) => beta.trim())
    .filter((beta) => beta !== "");
  for (const beta of betas) {
    if (!BETAS.has(beta)) throw invalid(`Unexpected value(s) \`${beta}\` for the \`anthropic-beta\` header.`);
  }
  return betas;
}

export function checkContentType(headers: IncomingHttpHeaders): void {
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) throw invalid("content-type: Input should be application/json");
}
