import { randomBytes } from "node:crypto";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { verifyPassword } from "@/lib/auth/passwords";
import { userSessions, users } from "@/lib/auth/schema";
import { countAttempt, forgive } from "@/lib/auth/throttle";
import type { SignedIn } from "@/lib/auth/types";
import { sha256 } from "@/lib/canonical-json";
import type { Clock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import type { UserId } from "@/lib/ids";

export const SESSION_TTL_MS = 30 * 24 * 60 * 60_000;
const SEEN_EVERY_MS = 5 * 60_000;

type Deps = { db: Database; clock: Clock };

/**
 * Checks a password and opens a browser session; `sid` goes into the cookie and is not stored.
 * Throws `unauthenticated` (the same for an unknown email) and `limit_exceeded` while blocked.
 */
export async function signIn(
  { db, clock }: Deps,
  input: { email: string; password: string; address: string; userAgent: string | null },
): Promise<{ sid: string; userId: UserId }> {
  const email = input.email.trim().toLowerCase();
  await countAttempt(db, clock, { kind: "address", value: input.address });
  await countAttempt(db, clock, { kind: "email", value: email });
  const [user] = await db
    .select({ id: users.id, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(sql`lower(${users.email})`, email));
  if (!(await verifyPassword(user?.passwordHash ?? null, input.password)) || !user) {
    throw new AppError("unauthenticated", "Email or password is wrong.", { details: { reason: "bad_credentials" } });
  }
  await forgive(db, { kind: "email", value: email });
  await forgive(db, { kind: "address", value: input.address });
  return { sid: await openUserSession({ db, clock }, user.id, input.userAgent), userId: user.id };
}

/** Opens a session for someone whose identity was just proven; returns the `sid`. */
export async function openUserSession({ db, clock }: Deps, userId: UserId, userAgent: string | null): Promise<string> {
  const sid = randomBytes(32).toString("base64url");
  const now = clock.now();
  await db.delete(userSessions).where(and(eq(userSessions.userId, userId), lt(userSessions.expiresAt, now)));
  await db.insert(userSessions).values({
    id: sha256(sid),
    userId,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_TTL_MS),
    userAgent: userAgent?.slice(0, 400) ?? null,
  });
  return sid;
}

/** Who the `sid` belongs to, or null when it was revoked or has expired. */
export async function findUserSession({ db, clock }: Deps, sid: string): Promise<SignedIn | null> {
  const now = clock.now();
  const [row] = await db
    .select({ userId: users.id, name: users.name, email: users.email, sessionId: userSessions.id, lastSeenAt: userSessions.lastSeenAt })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .where(and(eq(userSessions.id, sha256(sid)), gt(userSessions.expiresAt, now)));
  if (!row) return null;
  const { lastSeenAt, ...signedIn } = row;
  if (now.getTime() - lastSeenAt.getTime() > SEEN_EVERY_MS) {
    await db.update(userSessions).set({ lastSeenAt: now }).where(eq(userSessions.id, row.sessionId));
  }
  return signedIn;
}

/** Whether the browser session with that stored id still holds: for streams that outlive their request. */
export async function isUserSessionOpen({ db, clock }: Deps, sessionId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: userSessions.id })
    .from(userSessions)
    .where(and(eq(userSessions.id, sessionId), gt(userSessions.expiresAt, clock.now())));
  return row !== undefined;
}

/** Signs that browser out; safe to repeat. */
export async function closeUserSession({ db }: Pick<Deps, "db">, sid: string): Promise<void> {
  await db.delete(userSessions).where(eq(userSessions.id, sha256(sid)));
}
