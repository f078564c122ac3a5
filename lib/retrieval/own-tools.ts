/** The tools that an agent is configured with, by name; of MCP servers nothing is known before they are asked. Pure. */
import type { AgentConfig } from "@/lib/agents/types";

const TOOLSET = ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"];

export function ownToolsOf({ tools }: Pick<AgentConfig, "tools">): string[] {
  return tools.flatMap((tool) => {
    if (tool.type === "custom") return typeof tool.name === "string" ? [tool.name] : [];
    return tool.type === "agent_toolset_20260401" ? TOOLSET.filter((name) => isEnabled(tool, name)) : [];
  });
}

function isEnabled(toolset: Record<string, unknown>, name: string): boolean {
  const configs = Array.isArray(toolset.configs) ? toolset.configs : [];
  const own = configs.find((config: unknown) => read(config, "name") === name);
  return (read(own, "enabled") ?? read(toolset.default_config, "enabled") ?? true) === true;
}

function read(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
