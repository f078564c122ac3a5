/** Who asks, in which workspace: what every page, action and upload begins with. */
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import { findUserSession } from "@/lib/auth/sign-in";
import type { Membership, SignedIn } from "@/lib/auth/types";
import type { Ctx } from "@/lib/context";
import { newId } from "@/lib/ids";
import { authOptions } from "@/lib/web/auth-options";
import { WORKSPACE_COOKIE } from "@/lib/web/cookie-names";
import { getRuntime } from "@/lib/web/runtime";
import { listMemberships } from "@/lib/workspaces/queries";

export type Visitor = { user: SignedIn; membership: Membership; memberships: Membership[]; ctx: Ctx };

/** The visitor, or null when signed out, revoked or without a workspace. Read once per request. */
export const findVisitor = cache(async (): Promise<Visitor | null> => {
  const session = await getServerSession(authOptions());
  if (!session?.sid) return null;
  const { db, clock } = await getRuntime();
  const user = await findUserSession({ db, clock }, session.sid);
  if (!user) return null;
  const requestId = newId("request");
  const memberships = await listMemberships({ db, clock, requestId }, user.userId);
  const wanted = (await cookies()).get(WORKSPACE_COOKIE)?.value;
  const membership = memberships.find((one) => one.workspaceId === wanted) ?? memberships[0];
  if (!membership) return null;
  const ctx: Ctx = {
    actor: { type: "user", userId: user.userId, role: membership.role, name: user.name },
    workspaceId: membership.workspaceId,
    requestId,
    db,
    clock,
  };
  return { user, membership, memberships, ctx };
});

/** The visitor; the signed-out are sent to sign in and come back to the same address. */
export async function requireVisitor(): Promise<Visitor> {
  const visitor = await findVisitor();
  if (visitor) return visitor;
  const path = (await headers()).get("x-reverie-path") ?? "/";
  redirect(path === "/" ? "/sign-in?reason=expired" : `/sign-in?reason=expired&returnTo=${encodeURIComponent(path)}`);
}

/** The context that queries and commands take. */
export async function requireCtx(): Promise<Ctx> {
  return (await requireVisitor()).ctx;
}
