/** What an agent may call, as the model is told, and what a call of the model means. Pure. */
import type Anthropic from "@anthropic-ai/sdk";
import { TOOLSET } from "@/lib/agent-loop/toolset";
import type { AgentConfig } from "@/lib/agents/types";
import { mcpToolPermission } from "@/lib/mcp-client/tool-names";
import type { ToolCallKind } from "@/lib/sessions/live-types";

export type Permission = "allow" | "ask" | "deny";

export type LoopTool = {
  definition: Anthropic.Tool;
  kind: Exclude<ToolCallKind, "unknown">;
  permission: Permission;
  policy: "always_allow" | "always_ask";
  mcp: { server: string; tool: string } | null;
};

/** A tool that a declared MCP server offers, under the name the model knows it by. */
export type McpTool = { modelName: string; server: string; name: string; description: string; inputSchema: Record<string, unknown> };

type ToolConfig = { enabled?: boolean; permission_policy?: { type: string } };
type ToolsetConfig = { default_config?: ToolConfig; configs?: (ToolConfig & { name: string })[] };

/**
 * All tools of the configuration by the model's name. Disabled ones are left out: the model is not told of them. A policy that the server would
 * judge by itself is not served: a person is asked.
 */
export function toolsOf(config: AgentConfig, mcpTools: readonly McpTool[]): Map<string, LoopTool> {
  const tools = new Map<string, LoopTool>();
  const add = (tool: LoopTool) => {
    if (!tools.has(tool.definition.name)) tools.set(tool.definition.name, tool);
  };
  for (const tool of config.tools) {
    if (tool.type === "custom") {
      const { name, description, input_schema } = tool as { name: string; description: string; input_schema: Anthropic.Tool.InputSchema };
      add({ definition: { name, description, input_schema }, kind: "custom", permission: "allow", policy: "always_allow", mcp: null });
    } else if (tool.type === "mcp_toolset") {
      for (const one of mcpTools.filter((candidate) => candidate.server === tool.mcp_server_name)) {
        const permission = mcpToolPermission(tool, one.name);
        if (permission === "deny") continue;
        const rule = { permission, policy: permission === "allow" ? ("always_allow" as const) : ("always_ask" as const) };
        const definition = {
          name: one.modelName,
          description: one.description,
          input_schema: one.inputSchema as Anthropic.Tool.InputSchema,
        };
        add({ definition, kind: "mcp", ...rule, mcp: { server: one.server, tool: one.name } });
      }
    } else {
      for (const definition of TOOLSET) {
        const rule = ruleFor(tool as ToolsetConfig, definition.name);
        if (rule) add({ definition, kind: "toolset", ...rule, mcp: null });
      }
    }
  }
  return tools;
}

/** Null for a tool that is switched off. */
function ruleFor(toolset: ToolsetConfig, name: string): Pick<LoopTool, "permission" | "policy"> | null {
  const own = toolset.configs?.find((config) => config.name === name);
  const enabled = own?.enabled ?? toolset.default_config?.enabled ?? true;
  if (!enabled) return null;
  const policy = own?.permission_policy?.type ?? toolset.default_config?.permission_policy?.type ?? "always_allow";
  return policy === "always_allow" ? { permission: "allow", policy: "always_allow" } : { permission: "ask", policy: "always_ask" };
}
