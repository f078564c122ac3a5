/** The tools of `agent_toolset_20260401` as the model sees them. The environment's worker (the official SDK's) carries them out. Pure. */

type ToolDefinition = {
  name: string;
  description: string;
  input_schema: { type: "object"; properties: Record<string, unknown>; required?: string[] };
};

const text = (description: string) => ({ type: "string", description });

/** What a self-hosted worker can do. `web_fetch` and `web_search` need a server of their own and are not offered. */
export const TOOLSET: readonly ToolDefinition[] = [
  {
    name: "bash",
    description: "Run a command in a bash shell that keeps its state between calls. Give either a command, or restart to begin anew.",
    input_schema: {
      type: "object",
      properties: {
        command: text("The command to run."),
        restart: { type: "boolean", description: "Start a new shell." },
        timeout_ms: { type: "integer", description: "How long the command may take, in milliseconds." },
      },
    },
  },
  {
    name: "read",
    description: "Read a file.",
    input_schema: {
      type: "object",
      properties: {
        file_path: text("Path of the file."),
        view_range: {
          type: "array",
          items: { type: "integer" },
          minItems: 2,
          maxItems: 2,
          description: "First and last line to read, counted from 1; -1 as the last means the end.",
        },
      },
      required: ["file_path"],
    },
  },
  {
    name: "write",
    description: "Write a file, with its folders; what was in it is replaced.",
    input_schema: {
      type: "object",
      properties: { file_path: text("Path of the file."), content: text("All of its new content.") },
      required: ["file_path", "content"],
    },
  },
  {
    name: "edit",
    description: "Replace a text in a file. The text must stand there exactly once, unless replace_all is given.",
    input_schema: {
      type: "object",
      properties: {
        file_path: text("Path of the file."),
        old_string: text("The text as it stands there, with all white space."),
        new_string: text("What stands there afterwards."),
        replace_all: { type: "boolean", description: "Replace it wherever it stands." },
      },
      required: ["file_path", "old_string", "new_string"],
    },
  },
  {
    name: "glob",
    description: "List files whose path fits a pattern such as **/*.ts.",
    input_schema: {
      type: "object",
      properties: { pattern: text("The pattern."), path: text("The folder to look in; the working folder when left out.") },
      required: ["pattern"],
    },
  },
  {
    name: "grep",
    description: "Search file contents for a regular expression.",
    input_schema: {
      type: "object",
      properties: {
        pattern: text("The regular expression."),
        path: text("A file or folder to look in; the working folder when left out."),
      },
      required: ["pattern"],
    },
  },
];
