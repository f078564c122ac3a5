/** An agent's configuration in plain words. Pure. */
import type { ConfigField, ConfigTexts } from "@/lib/agents/config-fields";

export const FIELD_WORDS: Record<ConfigField, string> = {
  name: "Name",
  model: "Model",
  description: "Description",
  system: "System prompt",
  tools: "Tools",
  mcp_servers: "MCP servers",
  skills: "Skills",
  metadata: "Metadata",
};

/** What the action answers when somebody else was faster. */
export function isNewerVersion(data: unknown): data is { version: number; texts: ConfigTexts } {
  return typeof data === "object" && data !== null && "version" in data && "texts" in data;
}
