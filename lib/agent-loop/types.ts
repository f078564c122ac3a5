/** Words of the agent loop. No library at run time. */
import type { AgentConfig } from "@/lib/agents/types";
import type { EventId } from "@/lib/ids";
import type { ToolCall } from "@/lib/sessions/tool-calls";
import type { SessionResource } from "@/lib/sessions/types";

/** What the loop must know of a session besides its state. */
export type LoopSession = {
  config: AgentConfig;
  metadata: Record<string, string>;
  resources: SessionResource[];
};

/** What is to be done next, as the log and the open calls say. */
export type NextStep =
  /** Ask the model: the request was announced under this id. */
  | { do: "model"; requestId: EventId }
  /** Make room in the context first. */
  | { do: "compact"; requestId: EventId }
  /** Call this tool of an MCP server. */
  | { do: "mcp"; call: ToolCall }
  /** The next attempt is due then. */
  | { do: "sleep"; until: Date }
  /** Nothing, until somebody sends something. */
  | { do: "wait" }
  /** Nothing ever. */
  | { do: "end" };
