/** next-auth, and the only module that knows it: a signed cookie whose `sid` must match a row that can be deleted. */
import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { SESSION_TTL_MS, signIn } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { getRuntime } from "@/lib/web/runtime";

declare module "next-auth" {
  interface Session {
    sid?: string;
  }
  interface User {
    sid?: string;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    sid?: string;
  }
}

export const SESSION_MAX_AGE_S = SESSION_TTL_MS / 1000;

export function authSecret(): string {
  const secret = env().NEXTAUTH_SECRET;
  if (!secret) throw new AppError("unavailable", "NEXTAUTH_SECRET is not set. Start Reverie with `npm start`, which sets it.");
  return secret;
}

export function authOptions(): AuthOptions {
  return {
    secret: authSecret(),
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_S },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(credentials, request) {
          const { db, clock } = await getRuntime();
          try {
            const userAgent = request.headers?.["user-agent"];
            const { sid, userId } = await signIn(
              { db, clock },
              {
                email: credentials?.email ?? "",
                password: credentials?.password ?? "",
                address: "api",
                userAgent: typeof userAgent === "string" ? userAgent : null,
              },
            );
            return { id: userId, sid };
          } catch (error) {
            if (isAppError(error)) return null;
            throw error;
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { ...token, sub: user.id, sid: user.sid } : token),
      session: ({ session, token }) => ({ ...session, sid: token.sid }),
    },
  };
}
