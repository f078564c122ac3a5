import { eq } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { sampleLoads } from "@/lib/demo/schema";
import type { SampleView } from "@/lib/demo/types";

/** The workspace's sample data and how far its loading is; null where there is none. */
export async function findSample(ctx: Ctx): Promise<SampleView | null> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx.select().from(sampleLoads).where(eq(sampleLoads.workspaceId, ctx.workspaceId));
    if (!row) return null;
    const { workspaceId: _workspace, run: _run, endedAt: _endedAt, ...view } = row;
    return view;
  });
}
