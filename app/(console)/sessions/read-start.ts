/** What the dialog that starts a session offers. */
import { listAgents } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { listEnvironments } from "@/lib/environments/queries";
import { listMemoryStores } from "@/lib/memory/stores";

/** More are chosen over the API. */
const OFFERED = 100;

export async function readStart(ctx: Ctx, agent?: { id: string; name: string }) {
  const [agents, environments, stores] = await Promise.all([
    listAgents(ctx, { limit: OFFERED }),
    listEnvironments(ctx, { limit: OFFERED }),
    listMemoryStores(ctx, { limit: OFFERED }),
  ]);
  const learnings = new Set<string>(agents.items.flatMap(({ learningsStoreId }) => learningsStoreId ?? []));
  return {
    agents: agent ? [agent] : agents.items.map(({ id, config }) => ({ id, name: config.name })),
    environments: environments.items.map(({ id, name }) => ({ id, name })),
    stores: stores.items.map(({ id, name }) => ({ id, name, isLearnings: learnings.has(id) })),
  };
}
