/** What an agent may be given to work with: toolsets, custom tools, MCP servers and skills. Answers come with every default filled in. */
import { z } from "zod";

const TOOLSET_TOOLS = ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"] as const;
const MAX_TOOLS = 256;

const PermissionPolicy = z.strictObject({ type: z.enum(["always_allow", "always_ask", "auto"]) });
const ToolDefault = z.strictObject({
  enabled: z.boolean().nullable().optional(),
  permission_policy: PermissionPolicy.nullable().optional(),
});
type ToolDefault = z.infer<typeof ToolDefault>;

type Policy = z.infer<typeof PermissionPolicy>;
type Resolved = { enabled: boolean; permission_policy: Policy };

function resolved(given: ToolDefault | null | undefined, base: Resolved): Resolved {
  return { enabled: given?.enabled ?? base.enabled, permission_policy: given?.permission_policy ?? base.permission_policy };
}

const Host = z.string().min(1).max(253);
/** An empty list would shut everything out or nothing: it is left out instead. */
const Hosts = z.array(Host).min(1, "may not be empty: leave it out instead.").max(64);
const Domains = { allowed_domains: Hosts.optional(), blocked_domains: Hosts.optional() };

const SomeTools = z.strictObject({
  type: z.enum(["only", "except"]),
  tools: z
    .array(z.strictObject({ type: z.literal("tool_reference"), name: z.string().min(1).max(128) }))
    .min(1)
    .max(128),
});
const AllOrNone = z.union([z.enum(["all", "none"]).transform((type) => ({ type })), z.strictObject({ type: z.enum(["all", "none"]) })]);
const ToolFilter = z.union([AllOrNone, SomeTools]).nullable().default(null);
const UrlSources = z
  .strictObject({ client_tool_results: ToolFilter, server_tool_results: ToolFilter, user_input: AllOrNone.nullable().default(null) })
  .refine((sources) => !Object.values(sources).every((one) => one?.type === "none"), "All three sources can't be none.");

const Location = z.strictObject({
  type: z.literal("approximate"),
  city: z.string().nullable().optional(),
  country: z.string().nullable().optional(),
  region: z.string().nullable().optional(),
  timezone: z.string().nullable().optional(),
});

const named = <N extends string>(name: N) => ({ ...ToolDefault.shape, name: z.literal(name), type: z.literal(name).optional() });
const plain = <N extends string>(name: N) => z.strictObject(named(name));

const ToolConfig = z
  .discriminatedUnion("name", [
    plain("bash"),
    plain("read"),
    plain("write"),
    plain("edit"),
    plain("glob"),
    plain("grep"),
    z.strictObject({
      ...named("web_fetch"),
      ...Domains,
      max_content_tokens: z.number().int().min(1).nullable().optional(),
      url_sources: UrlSources.nullable().default(null),
    }),
    z.strictObject({ ...named("web_search"), ...Domains, user_location: Location.nullable().optional() }),
  ])
  .refine((config) => !("allowed_domains" in config && "blocked_domains" in config && config.allowed_domains && config.blocked_domains), {
    message: "allowed_domains and blocked_domains exclude each other.",
  });

const Toolset = z
  .strictObject({
    type: z.literal("agent_toolset_20260401"),
    default_config: ToolDefault.nullable().optional(),
    configs: z
      .array(ToolConfig)
      .refine((configs) => isDistinct(configs.map((config) => config.name)), "Each tool is configured once.")
      .optional(),
  })
  .transform(({ type, default_config, configs = [] }) => {
    const base = resolved(default_config, { enabled: true, permission_policy: { type: "always_allow" } });
    return { type, default_config: base, configs: configs.map((config) => ({ ...config, type: config.name, ...resolved(config, base) })) };
  });

const CustomTool = z.strictObject({
  type: z.literal("custom"),
  name: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, "1-128 letters, digits, _ or -"),
  description: z.string().min(1).max(4096),
  input_schema: z.looseObject({ type: z.literal("object") }),
});

/** Tools of a server are asked about unless said otherwise: what it offers may change at any time. */
const McpToolset = z
  .strictObject({
    type: z.literal("mcp_toolset"),
    mcp_server_name: z.string().min(1).max(255),
    default_config: ToolDefault.nullable().optional(),
    configs: z
      .array(ToolDefault.extend({ name: z.string().min(1).max(128) }))
      .max(MAX_TOOLS)
      .refine((configs) => isDistinct(configs.map((config) => config.name)), "Each tool is configured once.")
      .optional(),
  })
  .transform(({ type, mcp_server_name, default_config, configs = [] }) => {
    const base = resolved(default_config, { enabled: true, permission_policy: { type: "always_ask" } });
    return {
      type,
      mcp_server_name,
      default_config: base,
      configs: configs.map((config) => ({ name: config.name, ...resolved(config, base) })),
    };
  });

type Tool = z.output<typeof Toolset> | z.output<typeof CustomTool> | z.output<typeof McpToolset>;

export const Tools = z.array(z.union([Toolset, CustomTool, McpToolset])).superRefine((tools, issues) => {
  const problem = problemOf(tools);
  if (problem !== null) issues.addIssue({ code: "custom", message: problem });
});

function problemOf(tools: Tool[]): string | null {
  const toolsets = tools.filter((tool) => tool.type === "agent_toolset_20260401");
  const custom = tools.flatMap((tool) => (tool.type === "custom" ? [tool.name] : []));
  const servers = tools.flatMap((tool) => (tool.type === "mcp_toolset" ? [tool.mcp_server_name] : []));
  if (!isDistinct(custom)) return "Custom tools need distinct names.";
  if (toolsets.length > 1) return "The agent toolset is given once.";
  if (!isDistinct(servers)) return "Each MCP server has one mcp_toolset.";
  const builtIn = toolsets.flatMap(enabledTools);
  const taken = custom.find((name) => builtIn.includes(name));
  if (taken !== undefined) return `${taken} is a tool of the agent toolset: name the custom tool otherwise, or disable that one.`;
  const count =
    builtIn.length + custom.length + tools.reduce((sum, tool) => sum + (tool.type === "mcp_toolset" ? tool.configs.length : 0), 0);
  return count > MAX_TOOLS ? `At most ${MAX_TOOLS} tools over all toolsets; these are ${count}.` : null;
}

function enabledTools({ default_config, configs }: z.output<typeof Toolset>): string[] {
  return TOOLSET_TOOLS.filter((name) => configs.find((config) => config.name === name)?.enabled ?? default_config.enabled);
}

const isDistinct = (names: string[]) => new Set(names).size === names.length;

export const McpServers = z
  .array(
    z.strictObject({
      type: z.literal("url"),
      name: z.string().min(1).max(255),
      url: z.url({ protocol: /^https?$/, error: "expected an http or https address." }).max(2048),
    }),
  )
  .max(20)
  .refine((servers) => isDistinct(servers.map((server) => server.name)), "MCP servers need distinct names.");

export const Skills = z
  .array(
    z
      .strictObject({
        type: z.enum(["anthropic", "custom"]),
        skill_id: z.string().min(1).max(256),
        version: z.string().min(1).max(256).nullable().optional(),
      })
      .transform(({ version, ...skill }) => ({ ...skill, version: version ?? "latest" })),
  )
  .max(20);
