import { and, desc, eq } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { SessionId } from "@/lib/ids";
import { outcomeReports } from "@/lib/outcomes/schema";
import type { OutcomeReportView } from "@/lib/outcomes/types";

/** Everything said about how one session went, latest first. */
export async function listOutcomeReports(ctx: Ctx, sessionId: SessionId): Promise<OutcomeReportView[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(outcomeReports)
      .where(and(eq(outcomeReports.workspaceId, ctx.workspaceId), eq(outcomeReports.sessionId, sessionId)))
      .orderBy(desc(outcomeReports.createdAt), desc(outcomeReports.id));
    return rows.map(({ workspaceId: _workspace, createdByType: _type, createdById: _id, sessionId: _session, ...view }) => view);
  });
}
