/** Words of live sessions. No library at run time. */

/** Why a session rests, as on the wire. */
export type StopReason =
  | { type: "end_turn" }
  | { type: "requires_action"; event_ids: string[] }
  | { type: "retries_exhausted" }
  | { type: "refusal" }
  | { type: "budget_reached" };

export type MessageRole = "user" | "assistant";

/** Who answers: the client, the environment's worker, we ourselves by an MCP server, or nobody since there is no such tool. */
export type ToolCallKind = "custom" | "toolset" | "mcp" | "unknown";

/** `asked` waits for a person's word, `pending` for a result, `running` is our own call under way; `answered` has a result that the model does not know yet. */
export type ToolCallState = "asked" | "pending" | "running" | "answered";
