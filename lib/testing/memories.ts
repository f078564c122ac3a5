/** Memories for tests, written the way every write goes. */
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { MemoryId, MemoryStoreId } from "@/lib/ids";
import { writeStore } from "@/lib/learnings/store-writes";

export const noteText = (title: string, body = "Body.") => `---\nkind: note\ntitle: ${title}\n---\n${body}\n`;

/** One revision with these memories, by path; answers their ids in that order. */
export async function writeMemories(ctx: Ctx, storeId: MemoryStoreId, texts: Record<string, string>): Promise<MemoryId[]> {
  const writes = Object.entries(texts).map(([path, content]) => ({ operation: "created" as const, path, content }));
  const { applied } = await inWorkspace(ctx, (tx, inner) =>
    writeStore(tx, inner, { action: "test.write", storeId, kind: "edit", message: null, writes }),
  );
  return applied.map((write) => write.memoryId);
}
