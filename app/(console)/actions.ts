"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { decode } from "next-auth/jwt";
import { closeUserSession } from "@/lib/auth/sign-in";
import { authSecret } from "@/lib/web/auth-options";
import { SESSION_COOKIES } from "@/lib/web/cookie-names";
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
