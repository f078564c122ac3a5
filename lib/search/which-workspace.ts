import { and, eq } from "drizzle-orm";
import { agents } from "@/lib/agents/schema";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamChanges, dreams } from "@/lib/dreaming/schema";
import { isId, type WorkspaceId } from "@/lib/ids";
import { imports } from "@/lib/interop/schema";
import { memories, memoryStores } from "@/lib/memory/schema";
import { sessions } from "@/lib/sessions/schema";

/** In which of these workspaces the thing with that id is, each asked inside its own walls. The caller belongs to all of them. */
export async function findWorkspaceOf(ctx: Ctx, id: string, workspaceIds: readonly WorkspaceId[]): Promise<WorkspaceId | null> {
  for (const workspaceId of workspaceIds) {
    if (await isIn({ ...ctx, workspaceId, tx: undefined }, id)) return workspaceId;
  }
  return null;
}

async function isIn(ctx: Ctx, id: string): Promise<boolean> {
  return inWorkspace(ctx, async (tx) => {
    const { workspaceId } = ctx;
    if (isId("agent", id)) return (await tx.$count(agents, and(eq(agents.workspaceId, workspaceId), eq(agents.id, id)))) > 0;
    if (isId("session", id)) return (await tx.$count(sessions, and(eq(sessions.workspaceId, workspaceId), eq(sessions.id, id)))) > 0;
    if (isId("dream", id)) return (await tx.$count(dreams, and(eq(dreams.workspaceId, workspaceId), eq(dreams.id, id)))) > 0;
    if (isId("change", id))
      return (await tx.$count(dreamChanges, and(eq(dreamChanges.workspaceId, workspaceId), eq(dreamChanges.id, id)))) > 0;
    if (isId("import", id)) return (await tx.$count(imports, and(eq(imports.workspaceId, workspaceId), eq(imports.id, id)))) > 0;
    if (isId("memory", id)) return (await tx.$count(memories, and(eq(memories.workspaceId, workspaceId), eq(memories.id, id)))) > 0;
    if (isId("memoryStore", id))
      return (await tx.$count(memoryStores, and(eq(memoryStores.workspaceId, workspaceId), eq(memoryStores.id, id)))) > 0;
    return false;
  });
}
