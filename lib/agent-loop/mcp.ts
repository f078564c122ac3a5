/** The MCP servers that an agent declares: what they offer in this run, and calls of it. */

import type { McpTool } from "@/lib/agent-loop/tools";
import type { AgentConfig } from "@/lib/agents/types";
import type { Ctx } from "@/lib/context";
import { isAppError } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";
import { McpServers, mcpFailureOf } from "@/lib/mcp-client/mcp-servers";
import { nameMcpTools } from "@/lib/mcp-client/tool-names";
import type { McpFailure, McpServer } from "@/lib/mcp-client/types";
import { changeSession, type SessionDraft } from "@/lib/sessions/draft";
import { trustOfResult } from "@/lib/sessions/event-trust";
import { answer, listToolCalls, saveToolCalls, type ToolCall, type ToolResult } from "@/lib/sessions/tool-calls";

/** A server that could not be used is left alone for so long. */
const REST_MS = 60_000;

/** Of one run. Connections open with the first use. */
export class RunMcp {
  private readonly servers = new McpServers();
  private readonly restUntil = new Map<string, number>();

  /** The tools of all servers that have a toolset, by the model's names; and what went wrong just now. */
  async offered(config: AgentConfig, signal: AbortSignal): Promise<{ tools: McpTool[]; failures: McpFailure[] }> {
    const failures: McpFailure[] = [];
    const lists = await Promise.all(
      declaredServers(config).map(async (server) => {
        if ((this.restUntil.get(server.name) ?? 0) > Date.now()) return [];
        try {
          return (await this.servers.listTools(server, { signal })).map((tool) => ({ server: server.name, ...tool }));
        } catch (error) {
          const failure = mcpFailureOf(error);
          if (failure && !signal.aborted) {
            failures.push(failure);
            this.restUntil.set(server.name, Date.now() + REST_MS);
          }
          return [];
        }
      }),
    );
    const taken = config.tools.flatMap((tool) => (typeof tool.name === "string" ? [tool.name] : []));
    return { tools: nameMcpTools(lists.flat(), taken), failures };
  }

  /** Null when the call was taken back by `signal`. */
  async call(config: AgentConfig, call: ToolCall, signal: AbortSignal): Promise<(ToolResult & { failure: McpFailure | null }) | null> {
    const server = declaredServers(config).find((one) => one.name === call.mcpServer);
    if (!server) return { ...errorResult(`The MCP server ${call.mcpServer} is no longer declared.`), failure: null };
    try {
      const result = await this.servers.callTool(server, call.name, call.input, { signal });
      return { content: result.content as unknown as ToolResult["content"], isError: result.isError, failure: result.failure };
    } catch (error) {
      if (isAppError(error) && error.details.reason === "aborted") return null;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.servers.close();
  }
}

function declaredServers(config: AgentConfig): McpServer[] {
  const used = new Set(config.tools.map((tool) => tool.mcp_server_name));
  return (config.mcp_servers as McpServer[]).filter((server) => used.has(server.name));
}

function errorResult(text: string): ToolResult {
  return { content: [{ type: "text", text }], isError: true };
}

/**
 * Calls the tool, at most once: that it is about to is written down first. A worker that dies meanwhile leaves a call that nobody repeats, since
 * it may have had its effect; the model is told so.
 */
export async function callMcp(
  ctx: Ctx,
  sessionId: SessionId,
  mcp: RunMcp,
  config: AgentConfig,
  call: ToolCall,
  signal: AbortSignal,
): Promise<void> {
  const isMine = await changeSession(ctx, sessionId, async (draft) => {
    const now = (await listToolCalls(draft)).find((one) => one.eventId === call.eventId);
    if (now?.state !== "pending") return false;
    now.state = "running";
    await saveToolCalls(draft, [now]);
    return true;
  });
  if (!isMine) return;
  const result = await mcp.call(config, call, signal);
  if (result === null) return;
  await changeSession(ctx, sessionId, async (draft) => {
    const now = (await listToolCalls(draft)).find((one) => one.eventId === call.eventId);
    if (now?.state !== "running") return;
    answerMcp(draft, now, result);
    if (result.failure) sayMcpFailure(draft, result.failure);
    await saveToolCalls(draft, [now]);
  });
}

/** Closes calls that a worker began and did not live to answer. */
export async function closeLostCalls(draft: SessionDraft, calls: readonly ToolCall[]): Promise<void> {
  const lost = calls.filter((call) => call.kind === "mcp" && call.state === "running");
  for (const call of lost)
    answerMcp(draft, call, errorResult("The connection was lost during this call. It may or may not have had its effect."));
  await saveToolCalls(draft, lost);
}

function answerMcp(draft: SessionDraft, call: ToolCall, result: ToolResult): void {
  answer(call, { content: result.content, isError: result.isError });
  draft.append({
    type: "agent.mcp_tool_result",
    trust: trustOfResult(call.name),
    payload: { mcp_tool_use_id: call.eventId, content: result.content, ...(result.isError ? { is_error: true } : {}) },
  });
}

export function sayMcpFailure(draft: SessionDraft, failure: McpFailure): void {
  draft.append({
    type: "session.error",
    trust: "operator",
    payload: { error: { ...failure, retry_status: { type: "retrying" } } },
  });
}
