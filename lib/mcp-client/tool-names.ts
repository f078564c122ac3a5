/** Names of MCP tools as a model sees them, and which may run. Pure. */
import { createHash } from "node:crypto";

/** What every model accepts; the Messages API takes 128. */
const MAX_NAME = 64;
const HASH_LENGTH = 8;
const PREFIX = "mcp__";

export type NamedTool<T> = T & { modelName: string };

/**
 * `mcp__<server>__<tool>` where that is a legal name with one reading; else as near as the rules allow, with a hash of both names. The name of
 * a tool depends on the other tools only where two would share one: a server that adds a tool renames none.
 * `taken` are the names of the agent's other tools.
 */
export function nameMcpTools<T extends { server: string; name: string }>(
  tools: readonly T[],
  taken: Iterable<string> = [],
): NamedTool<T>[] {
  const used = new Set(taken);
  return tools.map((tool) => {
    const plain = plainName(tool.server, tool.name);
    let modelName = plain !== null && !used.has(plain) ? plain : hashedName(tool.server, tool.name, 0);
    for (let attempt = 1; used.has(modelName); attempt++) modelName = hashedName(tool.server, tool.name, attempt);
    used.add(modelName);
    return { ...tool, modelName };
  });
}

function plainName(server: string, tool: string): string | null {
  const name = `${PREFIX}${server}__${tool}`;
  const isLegal = /^[A-Za-z0-9_-]+$/.test(server) && /^[A-Za-z0-9_-]+$/.test(tool) && name.length <= MAX_NAME;
  // Two underscores part server and tool: a server that has them, or ends in one, could be read in two ways.
  return isLegal && !server.includes("__") && !server.endsWith("_") ? name : null;
}

function hashedName(server: string, tool: string, attempt: number): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([server, tool, attempt]))
    .digest("hex")
    .slice(0, HASH_LENGTH);
  const legal = (text: string) => text.replaceAll(/[^A-Za-z0-9_-]+/g, "_");
  const head = `${PREFIX}${legal(server).slice(0, 20)}__${legal(tool)}`;
  return `${head.slice(0, MAX_NAME - HASH_LENGTH - 1)}_${hash}`;
}

export type ToolPermission = "allow" | "ask" | "deny";

/**
 * Whether a tool of the server runs, waits for a person's word, or is off, by the agent's `mcp_toolset`. What nothing is said of is asked for:
 * a server may come up with tools that nobody has seen. `auto` (the server judges each call) is not served yet and asks.
 */
export function mcpToolPermission(toolset: Record<string, unknown>, tool: string): ToolPermission {
  const configs: unknown[] = Array.isArray(toolset.configs) ? toolset.configs : [];
  const own = configs.find((config) => fieldOf(config, "name") === tool);
  const setting = (key: string) => fieldOf(own, key) ?? fieldOf(toolset.default_config, key);
  if (setting("enabled") === false) return "deny";
  return fieldOf(setting("permission_policy"), "type") === "always_allow" ? "allow" : "ask";
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
