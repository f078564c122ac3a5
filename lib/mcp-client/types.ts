/** Words of the MCP client. No library at run time. */

/** As an agent declares it. Without credentials: keys of servers come with vaults, which the contract puts later. */
export type McpServer = { name: string; url: string };

export type McpTool = {
  /** As the server calls it. */
  name: string;
  description: string;
  /** JSON Schema of the input; its type is `object`. */
  inputSchema: Record<string, unknown>;
};

/** A block of a tool's result, as the Messages API takes it. */
export type ResultBlock =
  | { type: "text"; text: string }
  | { type: "image"; source: { type: "base64"; media_type: ImageType; data: string } };

export const IMAGE_TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp"] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** What a `session.error` says, but for its `retry_status`. */
export type McpFailure = {
  type: "mcp_connection_failed_error" | "mcp_authentication_failed_error";
  mcp_server_name: string;
  message: string;
};

/** `failure` is set when it was the server that could not be used, not the tool that failed; the model gets `content` all the same. */
export type McpToolResult = { content: ResultBlock[]; isError: boolean; failure: McpFailure | null };
