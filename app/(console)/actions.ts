"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { decode } from "next-auth/jwt";
import { closeUserSession } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { authSecret } from "@/lib/web/auth-options";
import { SESSION_COOKIES, WORKSPACE_COOKIE } from "@/lib/web/cookie-names";
import { requireVisitor } from "@/lib/web/current-user";
import { safeReturnTo } from "@/lib/web/return-to";
import { getRuntime } from "@/lib/web/runtime";
import { clearSignInCookie } from "@/lib/web/sign-in-cookie";

/** Ends this browser's session; its cookie is worth nothing afterwards. */
export async function signOutAction(): Promise<void> {
  const jar = await cookies();
  const { db } = await getRuntime();
  for (const name of SESSION_COOKIES) {
    const token = await decode({ token: jar.get(name)?.value, secret: authSecret() }).catch(() => null);
    if (token?.sid) await closeUserSession({ db }, token.sid);
  }
  await clearSignInCookie();
  redirect("/sign-in?reason=signed-out");
}

const YEAR_S = 365 * 24 * 60 * 60;

/** Shows another workspace from now on. One that the visitor doesn't belong to changes nothing. */
export async function switchWorkspaceAction(form: FormData): Promise<void> {
  const { memberships } = await requireVisitor();
  const wanted = memberships.find((one) => one.workspaceId === form.get("workspaceId"));
  if (wanted) {
    (await cookies()).set(WORKSPACE_COOKIE, wanted.workspaceId, {
      httpOnly: true,
      sameSite: "lax",
      secure: env().NEXTAUTH_URL?.startsWith("https://") ?? false,
      path: "/",
      maxAge: YEAR_S,
    });
  }
  redirect(wanted ? safeReturnTo(form.get("returnTo")) : "/");
}
