import { describe, expect, it } from "vitest";
import { type ContextMessage, toModelRequest } from "@/lib/agent-loop/request";
import { toolsOf } from "@/lib/agent-loop/tools";
import type { AgentConfig } from "@/lib/agents/types";

const config: AgentConfig = {
  name: "A",
  description: null,
  model: { id: "m", effort: { type: "high" } },
  system: "Be brief.",
  tools: [
    { type: "custom", name: "look", description: "Looks.", input_schema: { type: "object" } },
    {
      type: "agent_toolset_20260401",
      default_config: { enabled: true, permission_policy: { type: "always_ask" } },
      configs: [
        { name: "bash", enabled: false, permission_policy: { type: "always_allow" } },
        { name: "read", enabled: true, permission_policy: { type: "always_allow" } },
      ],
    },
  ],
  mcp_servers: [],
  skills: [],
  metadata: {},
  multiagent: null,
};
const said = (role: "user" | "assistant", text: string): ContextMessage => ({ role, content: [{ type: "text", text }] });
const marks = (value: unknown) => JSON.stringify(value).split("cache_control").length - 1;

describe("the request of a context", () => {
  const tools = toolsOf(config, []);
  const request = (messages: ContextMessage[]) =>
    toModelRequest({ config, notices: ["", "Stores."], tools: tools.values(), messages, maxTokens: 100 });

  it("offers what is switched on, with its policy", () => {
    expect([...tools].map(([name, tool]) => [name, tool.permission])).toEqual([
      ["look", "allow"],
      ["read", "allow"],
      ["write", "ask"],
      ["edit", "ask"],
      ["glob", "ask"],
      ["grep", "ask"],
    ]);
  });

  it("marks tools, system and the newest two user messages for the cache, and no more than the API takes", () => {
    const messages = [said("user", "a"), said("assistant", "b"), said("user", "c"), said("assistant", "d"), said("user", "e")];
    const made = request(messages);
    expect([marks(made.tools), marks(made.system), marks(made.messages), marks(made)]).toEqual([1, 1, 2, 4]);
    expect(made.messages.map((message) => marks(message))).toEqual([0, 0, 1, 0, 1]);
    expect(made.system).toMatchObject([{ text: "Be brief." }, { text: "Stores." }]);
    expect(made.output_config).toEqual({ effort: "high" });
  });

  it("joins neighbours of one role", () => {
    expect(request([said("user", "a"), said("user", "b"), said("assistant", "c")]).messages.map((message) => message.role)).toEqual([
      "user",
      "assistant",
    ]);
  });
});
