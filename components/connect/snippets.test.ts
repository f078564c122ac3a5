import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { SNIPPET_LANGUAGES, snippetFor } from "./snippets";

const parts = { baseUrl: "https://reverie.example", agentId: "agent_1", environmentId: "env_1", key: "rev_secret" };

describe("the snippets", () => {
  it.each(SNIPPET_LANGUAGES)("%s names this installation, the agent and the key, and makes nothing that is there", (language) => {
    const text = snippetFor(language, parts);
    for (const value of Object.values(parts)) expect(text).toContain(value);
    expect(text).not.toMatch(/agents\.create|environments\.create|\/v1\/agents|\/v1\/environments/);
  });

  it.each(SNIPPET_LANGUAGES)("%s makes what is missing and takes the key from its surroundings", (language) => {
    const text = snippetFor(language, { ...parts, agentId: null, environmentId: null, key: null });
    expect(text).toMatch(/agents\.create|\/v1\/agents/);
    expect(text).toMatch(/environments\.create|\/v1\/environments/);
    expect(text).toContain("REVERIE_API_KEY");
  });

  it("is shell that finds the ids in the answers", () => {
    // A curl that answers as the API does, and shows what it was asked.
    const curl = `curl() { case "$2" in */agents) echo '{"type":"agent","id":"agent_9"}';; */environments) echo '{"id":"env_9"}';; *) printf '%s' "$8";; esac; }`;
    const script = `${curl}\n${snippetFor("curl", { ...parts, agentId: null, environmentId: null })}`;
    const sent = execFileSync("sh", ["-c", script], { encoding: "utf8" });
    expect(JSON.parse(sent)).toMatchObject({ agent: "agent_9", environment_id: "env_9", initial_events: [{ type: "user.message" }] });
  });
});
