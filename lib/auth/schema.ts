import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Scope } from "@/lib/context";
import { bytes, createdAt, idColumn, instant, workspaceId } from "@/lib/db/columns";

/** A person; may belong to several workspaces. */
export const users = pgTable(
  "users",
  {
    id: idColumn("user", "id").primaryKey(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    /** argon2id, PHC string. */
    passwordHash: text("password_hash"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("users_email").on(sql`lower(${t.email})`)],
);

/** One signed-in browser. Deleting the row signs it out. `id` is the sha256 of the random `sid` in the cookie. */
export const userSessions = pgTable(
  "user_sessions",
  {
    id: bytes("id").primaryKey(),
    userId: idColumn("user", "user_id").notNull(),
    createdAt: createdAt(),
    lastSeenAt: instant("last_seen_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    userAgent: text("user_agent"),
  },
  (t) => [
    foreignKey({ columns: [t.userId], foreignColumns: [users.id] }).onDelete("cascade"),
    index("user_sessions_user").on(t.userId, t.createdAt),
    index("user_sessions_expires").on(t.expiresAt),
  ],
);

/** Failed sign-ins per key (hash of an address or of an email): the delay grows with them. */
export const signInAttempts = pgTable("sign_in_attempts", {
  key: bytes("key").primaryKey(),
  failures: integer("failures").notNull(),
  lastFailureAt: instant("last_failure_at").notNull(),
  blockedUntil: instant("blocked_until"),
});

export const apiKeys = pgTable(
  "api_keys",
  {
    workspaceId: workspaceId(),
    id: idColumn("apiKey", "id").notNull(),
    name: text("name").notNull(),
    /** sha256 hex: keys are long and random, so a slow hash adds nothing. */
    keyHash: bytes("key_hash").notNull(),
    /** First and last characters, to tell keys apart. */
    hint: text("hint").notNull(),
    scopes: jsonb("scopes").$type<Scope[]>().notNull(),
    /** Requests a minute; null for none (the installation's own key). */
    rateLimitPerMinute: integer("rate_limit_per_minute"),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    createdAt: createdAt(),
    createdBy: text("created_by"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] }), uniqueIndex("api_keys_hash").on(t.keyHash)],
);
