/** An agent's configuration as texts, field by field: what forms edit, versions are compared by, and merges work on. Pure. */
import type { AgentConfig } from "@/lib/agents/types";

export const CONFIG_FIELDS = ["name", "model", "description", "system", "tools", "mcp_servers", "skills", "metadata"] as const;
export type ConfigField = (typeof CONFIG_FIELDS)[number];
export type ConfigTexts = Record<ConfigField, string>;

export function toTexts(config: AgentConfig): ConfigTexts {
  return {
    name: config.name,
    model: Object.keys(config.model).length === 1 ? config.model.id : pretty(config.model),
    description: config.description ?? "",
    system: config.system ?? "",
    tools: prettyList(config.tools),
    mcp_servers: prettyList(config.mcp_servers),
    skills: prettyList(config.skills),
    metadata: Object.keys(config.metadata).length === 0 ? "" : pretty(config.metadata),
  };
}

/** The fields whose texts differ, in their order. */
export function changedFields(from: ConfigTexts, to: ConfigTexts): ConfigField[] {
  return CONFIG_FIELDS.filter((field) => from[field] !== to[field]);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function prettyList(value: readonly unknown[]): string {
  return value.length === 0 ? "" : pretty(value);
}
