/** What to paste to point the official SDK at this installation. Pure. */
export const SNIPPET_LANGUAGES = ["typescript", "python", "curl"] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];
export const LANGUAGE_WORDS: Record<SnippetLanguage, string> = { typescript: "TypeScript", python: "Python", curl: "curl" };

export type SnippetParts = {
  baseUrl: string;
  /** Null where it is made by the snippet. */
  agentId: string | null;
  environmentId: string | null;
  /** Null until one is made: then it is taken from the surroundings. */
  key: string | null;
};

export function snippetFor(language: SnippetLanguage, parts: SnippetParts): string {
  switch (language) {
    case "typescript":
      return typescript(parts);
    case "python":
      return python(parts);
    case "curl":
      return curl(parts);
  }
}

const AGENT = { name: "Support", model: "claude-sonnet-5", system: "You answer customers briefly." };

/** Plain JavaScript as well, so that it runs without a compiler. */
function typescript({ baseUrl, agentId, environmentId, key }: SnippetParts): string {
  return `import Anthropic from "@anthropic-ai/sdk"; // npm install @anthropic-ai/sdk

const client = new Anthropic({
  baseURL: "${baseUrl}",
  apiKey: ${key === null ? "process.env.REVERIE_API_KEY" : `"${key}"`},
});
${agentId === null ? `const agent = await client.beta.agents.create(${JSON.stringify(AGENT)});\n` : ""}${
  environmentId === null
    ? 'const environment = await client.beta.environments.create({ name: "Default", config: { type: "self_hosted" } });\n'
    : ""
}const session = await client.beta.sessions.create({
  agent: ${agentId === null ? "agent.id" : `"${agentId}"`},
  environment_id: ${environmentId === null ? "environment.id" : `"${environmentId}"`},
  title: "Connected",
});
console.log("${baseUrl}/sessions/" + session.id);

const stream = await client.beta.sessions.events.stream(session.id);
await client.beta.sessions.events.send(session.id, {
  events: [{ type: "user.message", content: [{ type: "text", text: "Say hello." }] }],
});
for await (const event of stream) {
  if (event.type === "agent.message") for (const block of event.content) console.log(block.text);
  if (event.type === "session.status_idle") break;
}
`;
}

function python({ baseUrl, agentId, environmentId, key }: SnippetParts): string {
  const agent = Object.entries(AGENT).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `import os
from anthropic import Anthropic  # pip install anthropic

client = Anthropic(
    base_url="${baseUrl}",
    api_key=${key === null ? 'os.environ["REVERIE_API_KEY"]' : `"${key}"`},
)
${agentId === null ? `agent = client.beta.agents.create(${agent.join(", ")})\n` : ""}${
  environmentId === null ? 'environment = client.beta.environments.create(name="Default", config={"type": "self_hosted"})\n' : ""
}session = client.beta.sessions.create(
    agent=${agentId === null ? "agent.id" : `"${agentId}"`},
    environment_id=${environmentId === null ? "environment.id" : `"${environmentId}"`},
    title="Connected",
)
print("${baseUrl}/sessions/" + session.id)

with client.beta.sessions.events.stream(session.id) as stream:
    client.beta.sessions.events.send(
        session.id,
        events=[{"type": "user.message", "content": [{"type": "text", "text": "Say hello."}]}],
    )
    for event in stream:
        if event.type == "agent.message":
            print("".join(block.text for block in event.content))
        if event.type == "session.status_idle":
            break
`;
}

function curl({ baseUrl, agentId, environmentId, key }: SnippetParts): string {
  const post = (path: string, body: string) =>
    `curl -sS ${baseUrl}${path} -H "x-api-key: ${key ?? "$REVERIE_API_KEY"}" -H "content-type: application/json" \\\n  -d ${body}`;
  const made = (prefix: string, call: string) => `$(${call} | grep -o '"${prefix}_[0-9a-z]*"' | head -1 | tr -d '"')`;
  const session = `'{"agent":"'$AGENT'","environment_id":"'$ENVIRONMENT'","title":"Connected","initial_events":[{"type":"user.message","content":[{"type":"text","text":"Say hello."}]}]}'`;
  return [
    `AGENT=${agentId ?? made("agent", post("/v1/agents", `'${JSON.stringify(AGENT)}'`))}`,
    `ENVIRONMENT=${environmentId ?? made("env", post("/v1/environments", `'{"name":"Default","config":{"type":"self_hosted"}}'`))}`,
    `${post("/v1/sessions", session)}`,
    "",
  ].join("\n");
}
