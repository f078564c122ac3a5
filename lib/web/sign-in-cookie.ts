import { cookies, headers } from "next/headers";
import { encode } from "next-auth/jwt";
import { env } from "@/lib/env";
import type { UserId } from "@/lib/ids";
import { authSecret, SESSION_MAX_AGE_S } from "@/lib/web/auth-options";
import { SESSION_COOKIES, sessionCookieName } from "@/lib/web/cookie-names";

/** Signs this browser in: next-auth's own cookie, set by a server action (its form post would need a cookie that a page can't set). */
export async function setSignInCookie(input: { userId: UserId; sid: string }): Promise<void> {
  const token = await encode({ token: { sub: input.userId, sid: input.sid }, secret: authSecret(), maxAge: SESSION_MAX_AGE_S });
  const name = sessionCookieName(env().NEXTAUTH_URL ?? "");
  (await cookies()).set(name, token, {
    httpOnly: true,
    sameSite: "lax",
    secure: name.startsWith("__Secure-"),
    path: "/",
    maxAge: SESSION_MAX_AGE_S,
  });
}

export async function clearSignInCookie(): Promise<void> {
  const jar = await cookies();
  for (const name of SESSION_COOKIES) jar.delete(name);
}

/** Where the request came from, for throttling. The last proxy's word counts, and only that of the nearest one. */
export async function clientAddress(): Promise<string> {
  const forwarded = (await headers()).get("x-forwarded-for");
  return forwarded?.split(",").pop()?.trim() || "unknown";
}

export async function userAgent(): Promise<string | null> {
  return (await headers()).get("user-agent");
}
