/** Rising delay after failed sign-ins, per email and per address; the counter moves before the password is checked, so parallel guesses count. */
import { eq, sql } from "drizzle-orm";
import { signInAttempts } from "@/lib/auth/schema";
import { sha256 } from "@/lib/canonical-json";
import type { Clock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { AppError } from "@/lib/errors";

const FREE_FAILURES = { email: 5, address: 30 } as const;
const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 15 * 60_000;
const FORGET_AFTER_MS = 24 * 60 * 60_000;

export type ThrottleKey = { kind: keyof typeof FREE_FAILURES; value: string };

function rowKey({ kind, value }: ThrottleKey): string {
  return `${kind}:${sha256(value.trim().toLowerCase())}`;
}

/** Milliseconds to wait after the n-th failure: none for the first few, then doubling. Pure. */
export function delayAfter(kind: ThrottleKey["kind"], failures: number): number {
  const over = failures - FREE_FAILURES[kind];
  return over < 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(over, 20));
}

/** Counts an attempt as failed until `forgive` says otherwise. Throws `limit_exceeded` while the key is blocked. */
export async function countAttempt(db: Database, clock: Clock, key: ThrottleKey): Promise<void> {
  const now = clock.now();
  await db.transaction(async (tx) => {
    await tx
      .insert(signInAttempts)
      .values({ key: rowKey(key), failures: 0, lastFailureAt: now })
      .onConflictDoNothing();
    const [row] = await tx
      .select()
      .from(signInAttempts)
      .where(eq(signInAttempts.key, rowKey(key)))
      .for("update");
    if (row?.blockedUntil && row.blockedUntil > now) {
      const seconds = Math.ceil((row.blockedUntil.getTime() - now.getTime()) / 1000);
      throw new AppError("limit_exceeded", `Too many failed sign-ins. Try again in ${seconds} s.`, {
        details: { reason: "throttled", retry_after: seconds },
      });
    }
    const isStale = row !== undefined && now.getTime() - row.lastFailureAt.getTime() > FORGET_AFTER_MS;
    const failures = (isStale ? 0 : (row?.failures ?? 0)) + 1;
    const delay = delayAfter(key.kind, failures);
    await tx
      .update(signInAttempts)
      .set({ failures, lastFailureAt: now, blockedUntil: delay > 0 ? new Date(now.getTime() + delay) : null })
      .where(eq(signInAttempts.key, rowKey(key)));
  });
}

/** The attempt succeeded: the email starts afresh; an address only gets this one attempt back. */
export async function forgive(db: Database, key: ThrottleKey): Promise<void> {
  if (key.kind === "email") {
    await db.delete(signInAttempts).where(eq(signInAttempts.key, rowKey(key)));
    return;
  }
  await db
    .update(signInAttempts)
    .set({ failures: sql`greatest(${signInAttempts.failures} - 1, 0)` })
    .where(eq(signInAttempts.key, rowKey(key)));
}
