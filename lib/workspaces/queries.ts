import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import { users } from "@/lib/auth/schema";
import type { Membership } from "@/lib/auth/types";
import type { Clock } from "@/lib/clock";
import { type Ctx, ROLES, type Role } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { UserId, WorkspaceId } from "@/lib/ids";
import { installation, workspaceMembers, workspaces } from "@/lib/workspaces/schema";

type Deps = { db: Database; clock: Clock; requestId: string };

/** The oldest workspace's id, or null on an empty installation. */
export async function findFirstWorkspace({ db }: Pick<Deps, "db">): Promise<WorkspaceId | null> {
  const rows = await db.execute<{ workspace_id: WorkspaceId }>(sql`select workspace_id from reverie_list_workspaces() order by 1 limit 1`);
  return rows[0]?.workspace_id ?? null;
}

export async function listWorkspaceIds({ db }: Pick<Deps, "db">): Promise<WorkspaceId[]> {
  const rows = await db.execute<{ workspace_id: WorkspaceId }>(sql`select workspace_id from reverie_list_workspaces() order by 1`);
  return rows.map((row) => row.workspace_id);
}

/** Whether someone has set the installation up. */
export async function isInstallationSetUp({ db }: Pick<Deps, "db">): Promise<boolean> {
  const [row] = await db.select({ at: installation.setupCompletedAt }).from(installation);
  return row?.at != null;
}

/** The workspaces a person belongs to, oldest first, each read inside its own walls. */
export async function listMemberships(deps: Deps, userId: UserId): Promise<Membership[]> {
  const rows = await deps.db.execute<{ workspace_id: WorkspaceId }>(
    sql`select workspace_id from reverie_find_memberships(${userId}) order by 1`,
  );
  const memberships: Membership[] = [];
  for (const { workspace_id: workspaceId } of rows) {
    const ctx: Ctx = { ...deps, workspaceId, actor: { type: "system", name: "sign-in" } };
    const found = await inWorkspace(ctx, (tx) =>
      tx
        .select({
          workspaceId: workspaceMembers.workspaceId,
          workspaceName: workspaces.name,
          timeZone: workspaces.timeZone,
          role: workspaceMembers.role,
        })
        .from(workspaceMembers)
        .innerJoin(workspaces, eq(workspaces.workspaceId, workspaceMembers.workspaceId))
        .where(and(eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.userId, userId))),
    );
    memberships.push(...found);
  }
  return memberships;
}

/** Names of the members with at least that role, by name: whom to ask. */
export async function listNamesWithRole(ctx: Ctx, role: Role): Promise<string[]> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ name: users.name })
      .from(workspaceMembers)
      .innerJoin(users, eq(users.id, workspaceMembers.userId))
      .where(and(eq(workspaceMembers.workspaceId, ctx.workspaceId), inArray(workspaceMembers.role, ROLES.slice(ROLES.indexOf(role)))))
      .orderBy(asc(users.name), asc(users.id));
    return rows.map((row) => row.name);
  });
}
