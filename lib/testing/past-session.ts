/** One past session for tests, imported the way every one is. */
import type { Ctx } from "@/lib/context";
import { type AgentId, newId, type SessionId } from "@/lib/ids";
import { runImport, startImport } from "@/lib/interop/commands";
import { listSessions } from "@/lib/sessions/queries";

type Fields = { externalId?: string; metadata?: Record<string, string>; success?: boolean };

export async function importSession(ctx: Ctx, agentId: AgentId, { externalId, metadata, success }: Fields = {}): Promise<SessionId> {
  const input = { agent_id: agentId, format: "reverie" as const };
  const line = JSON.stringify({
    external_id: externalId ?? null,
    metadata: metadata ?? null,
    // Equal sessions without an id of their own would be one.
    messages: [{ role: "user", content: `Task ${newId("request")}` }],
    ...(success === undefined ? {} : { outcome: { label: success ? "success" : "failure" } }),
  });
  const chunks = (async function* () {
    yield new TextEncoder().encode(line);
  })();
  const ended = await runImport(ctx, await startImport(ctx, input, null), input, { chunks, fileName: null });
  if (ended.imported !== 1) throw new Error(`The session was not imported: ${JSON.stringify(ended.errors)}`);
  const { items } = await listSessions(ctx, { agentId, limit: 100 });
  const newest = items
    .map((session) => session.id)
    .sort()
    .at(-1);
  if (!newest) throw new Error("The imported session is not listed.");
  return newest;
}
