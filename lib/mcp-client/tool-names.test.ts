import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mcpToolPermission, nameMcpTools } from "@/lib/mcp-client/tool-names";

const named = (pairs: [string, string][], taken: string[] = []) =>
  nameMcpTools(
    pairs.map(([server, name]) => ({ server, name })),
    taken,
  ).map((tool) => tool.modelName);

describe("nameMcpTools", () => {
  it("keeps names that are legal and have one reading", () => {
    expect(named([["github", "create_issue"]])).toEqual(["mcp__github__create_issue"]);
    expect(named([["git-hub_2", "_x"]])).toEqual(["mcp__git-hub_2___x"]);
  });

  it("tells apart what would read the same", () => {
    const [first, second, third, fourth] = named([
      ["a", "b__c"],
      ["a__b", "c"],
      ["a_", "x"],
      ["a", "_x"],
    ]);
    expect(first).toBe("mcp__a__b__c");
    expect(second).toMatch(/^mcp__a__b__c_[0-9a-f]{8}$/);
    expect(new Set([first, second, third, fourth]).size).toBe(4);
    expect(named([["a", "b"]], ["mcp__a__b"])[0]).toMatch(/^mcp__a__b_[0-9a-f]{8}$/);
  });

  it("gives legal, distinct names to any servers and tools, and the same ones whatever else is there", () => {
    const word = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 255 }),
      fc.stringMatching(/^[a-c_.]{1,6}$/),
      fc.string({ minLength: 60, maxLength: 90 }),
    );
    const pairs = fc.uniqueArray(fc.tuple(word, word), { maxLength: 40, selector: (pair) => JSON.stringify(pair) });
    fc.assert(
      fc.property(pairs, (tools) => {
        const names = named(tools);
        expect(new Set(names).size).toBe(tools.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        // And back: the name leads to its own tool.
        const back = new Map(nameMcpTools(tools.map(([server, name]) => ({ server, name }))).map((tool) => [tool.modelName, tool]));
        expect(
          tools.map(([server, name], i) => back.get(names[i] ?? "")?.server === server && back.get(names[i] ?? "")?.name === name),
        ).not.toContain(false);
        expect(tools.map((tool) => named([tool])[0])).toEqual(names);
      }),
      { numRuns: 300 },
    );
  });
});

describe("mcpToolPermission", () => {
  const toolset = (part: object) => ({ type: "mcp_toolset", mcp_server_name: "s", ...part });
  const allow = { type: "always_allow" };

  it("asks where nothing is said, and takes a tool's own setting before the default", () => {
    expect(mcpToolPermission(toolset({}), "x")).toBe("ask");
    expect(mcpToolPermission(toolset({ default_config: null, configs: null }), "x")).toBe("ask");
    expect(mcpToolPermission(toolset({ default_config: { permission_policy: allow } }), "x")).toBe("allow");
    expect(mcpToolPermission(toolset({ default_config: { permission_policy: { type: "auto" } } }), "x")).toBe("ask");
    const mixed = toolset({
      default_config: { enabled: false, permission_policy: allow },
      configs: [
        { name: "x", enabled: true },
        { name: "y", permission_policy: { type: "always_ask" } },
      ],
    });
    expect(["x", "y", "z"].map((tool) => mcpToolPermission(mixed, tool))).toEqual(["allow", "deny", "deny"]);
  });
});
