/** One call as a line for the shell and as code for the official SDK. Pure. */
import type { ReferenceField } from "@/lib/api/reference/types";

export type Call = { method: string; path: string; inPath: ReferenceField[]; body: unknown; needsKey: boolean };

export function curlOf({ method, path, body, needsKey }: Call): string {
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}"$REVERIE_URL${asShell(path)}"`,
    ...(needsKey ? ['  -H "x-api-key: $REVERIE_API_KEY"'] : []),
    ...(body === null ? [] : ['  -H "content-type: application/json"', `  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`]),
  ].join(" \\\n");
}

const asShell = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);

/** Resources that the official SDK has methods for: segments of the path, without ids, to its properties. */
const OFFICIAL: Record<string, string> = {
  agents: "agents",
  "agents/versions": "agents.versions",
  environments: "environments",
  "environments/work": "environments.work",
  sessions: "sessions",
  "sessions/events": "sessions.events",
  "sessions/threads": "sessions.threads",
  "sessions/resources": "sessions.resources",
  memory_stores: "memoryStores",
  "memory_stores/memories": "memoryStores.memories",
  "memory_stores/memory_versions": "memoryStores.memoryVersions",
  dreams: "dreams",
  deployments: "deployments",
  deployment_runs: "deploymentRuns",
};
const ACTIONS = ["archive", "cancel", "redact", "pause", "unpause", "run", "stream", "poll", "ack", "heartbeat", "stop", "stats"];

type Method = { resource: string; name: string };

/** The SDK's method for a path; null where it has none. */
export function sdkMethodOf(method: string, path: string): Method | null {
  const segments = path.split("/").slice(2);
  const last = segments[segments.length - 1] ?? "";
  const action = ACTIONS.includes(last) ? last : null;
  const words = segments.filter((segment) => !segment.startsWith("{") && segment !== action);
  const resource = OFFICIAL[words.join("/")];
  if (resource === undefined) return null;
  if (action !== null) return { resource, name: action };
  const isItem = last.startsWith("{");
  const name = { GET: isItem ? "retrieve" : "list", POST: isItem ? "update" : "create", DELETE: isItem ? "delete" : null }[method];
  // Events are sent, not created.
  if (name === "create" && resource === "sessions.events") return { resource, name: "send" };
  return name ? { resource, name } : null;
}

export function sdkOf(call: Call): string {
  const known = sdkMethodOf(call.method, call.path);
  const head =
    'import Anthropic from "@anthropic-ai/sdk";\n\nconst client = new Anthropic({ baseURL: process.env.REVERIE_URL, apiKey: process.env.REVERIE_API_KEY });\n\n';
  return head + (known ? methodCall(call, known) : plainCall(call));
}

/** The last id stands alone, those above it go with the parameters, as the SDK has it. */
function methodCall({ inPath, body }: Call, { resource, name }: Method): string {
  const ids = inPath.map((field) => field.name);
  const isBelow = name === "list" || name === "create" || name === "send" || name === "stream" || name === "poll" || name === "stats";
  const own = isBelow ? ids[0] : ids[ids.length - 1];
  const above = isBelow ? ids.slice(1) : ids.slice(0, -1);
  const fields = [...above.map((id) => `${id}: ${camel(id)}`), ...fieldsIn(body)];
  const parameters = fields.length === 0 ? [] : [`{\n${fields.map((field) => `  ${field},`).join("\n")}\n}`];
  const given = [...(own === undefined ? [] : [camel(own)]), ...parameters].join(", ");
  if (name === "list") return `for await (const item of client.beta.${resource}.list(${given})) {\n  console.log(item.id);\n}`;
  return `const answer = await client.beta.${resource}.${name}(${given});`;
}

/** An endpoint of Reverie's own: the SDK carries it with the same key, retries and errors. */
function plainCall({ method, path, body }: Call): string {
  const target = `\`${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `\${${camel(name)}}`)}\``;
  const options = body === null ? "" : `, { body: ${JSON.stringify(body, null, 2)} }`;
  return `const answer = await client.${method.toLowerCase()}(${target}${options});`;
}

function fieldsIn(body: unknown): string[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return [];
  return Object.entries(body).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
}

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/Id$/, "ID");
