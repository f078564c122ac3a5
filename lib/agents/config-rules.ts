/** What must hold within one configuration, whichever of its fields were sent. Pure. */
import type { AgentConfig } from "@/lib/agents/types";
import { AppError } from "@/lib/errors";

/** Every MCP server is used by a toolset, and every toolset has its server. Throws `invalid_input`. */
export function assertServersFitTools({ tools, mcp_servers }: Pick<AgentConfig, "tools" | "mcp_servers">): void {
  const used = new Set(tools.flatMap((tool) => (tool.type === "mcp_toolset" ? [String(tool.mcp_server_name)] : [])));
  const declared = new Set(mcp_servers.map((server) => String(server.name)));
  for (const name of declared) if (!used.has(name)) throw refused("mcp_servers", `no mcp_toolset in tools uses the server ${name}.`);
  for (const name of used) if (!declared.has(name)) throw refused("tools", `the mcp_toolset of ${name} has no such server in mcp_servers.`);
}

function refused(field: string, problem: string): AppError {
  return new AppError("invalid_input", `${field}: ${problem}`, { details: { reason: "invalid_fields", fields: { [field]: problem } } });
}
