/** Brings a database to this build's shape: roles, tables, row-level security, the durable-execution schema. */
import { createHmac } from "node:crypto";
import path from "node:path";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres, { type Sql } from "postgres";
import { APP_ROLE, applySecurity, LOOKUP_ROLE } from "@/lib/db/security";
import { AppError } from "@/lib/errors";

/** Names the advisory lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 7_236_001;
const OLDEST_POSTGRES = 150_000;

export type MigrationResult = { appDatabaseUrl: string; migrated: number };

/** The same for every process that knows the secret, so that web and worker need not share a file. */
export function appRolePassword(secret: string): string {
  return createHmac("sha256", secret).update("reverie_app database password").digest("base64url");
}

export function appDatabaseUrlFor(ownerUrl: string, secret: string): string {
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  url.password = appRolePassword(secret);
  return url.toString();
}

const SQL_TO_RUN = `create role ${APP_ROLE} login; create role ${LOOKUP_ROLE} nologin; grant ${APP_ROLE}, ${LOOKUP_ROLE} to <the role of DATABASE_URL> with admin option;`;

function rolesError(cause: unknown): AppError {
  return new AppError(
    "invalid_input",
    `The role of DATABASE_URL may not create or change roles. As a database administrator run: alter role <the role of DATABASE_URL> createrole; -- or: ${SQL_TO_RUN}`,
    { details: { reason: "cannot_create_roles" }, cause },
  );
}

async function canSignIn(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function ensureRoles(sql: Sql, ownerUrl: string, secret: string): Promise<void> {
  const rows = await sql<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }[]>`
    select rolname, rolsuper, rolbypassrls from pg_roles where rolname in (${APP_ROLE}, ${LOOKUP_ROLE})`;
  const known = new Map(rows.map((row) => [row.rolname, row]));
  const app = known.get(APP_ROLE);
  if (app && (app.rolsuper || app.rolbypassrls)) {
    throw new AppError(
      "invalid_input",
      `Role ${APP_ROLE} may bypass row-level security. Run: alter role ${APP_ROLE} nosuperuser nobypassrls;`,
    );
  }
  try {
    if (!app) await sql.unsafe(`create role ${APP_ROLE} login nosuperuser nocreatedb nocreaterole password '${appRolePassword(secret)}'`);
    if (!known.has(LOOKUP_ROLE)) await sql.unsafe(`create role ${LOOKUP_ROLE} nologin nosuperuser nocreatedb nocreaterole`);
    // Needed to hand the look-up functions over; from 16 on CREATEROLE alone no longer implies it.
    await sql.unsafe(`grant ${LOOKUP_ROLE} to current_user`);
    const database = (await sql`select current_database() as name`)[0]?.name as string;
    await sql.unsafe(`grant connect on database "${database.replaceAll('"', '""')}" to ${APP_ROLE}`);
    if (app && !(await canSignIn(appDatabaseUrlFor(ownerUrl, secret)))) {
      await assertRoleIsOurs(sql);
      await sql.unsafe(`alter role ${APP_ROLE} login password '${appRolePassword(secret)}'`);
    }
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === "42501") throw rolesError(error);
    throw error;
  }
}

/** Roles belong to the whole server: changing the password would lock out another installation that runs on it. */
async function assertRoleIsOurs(sql: Sql): Promise<void> {
  const others = await sql<{ datname: string }[]>`
    select distinct datname from pg_stat_activity where usename = ${APP_ROLE} and datname <> current_database()`;
  if (others.length === 0) return;
  const names = others.map((row) => row.datname).join(", ");
  throw new AppError(
    "conflict",
    `Another Reverie (database ${names}) uses this PostgreSQL server with another secret. Give both the same REVERIE_SECRET, or use separate servers.`,
    { details: { reason: "role_in_use" } },
  );
}

/**
 * Migrates under an advisory lock; safe to run from several starters at once and to repeat.
 * `ownerUrl` signs in as the role that owns (or will own) the tables. Throws `invalid_input` when the server is too old or the role lacks rights.
 */
export async function migrate(options: { ownerUrl: string; secret: string; migrationsFolder?: string }): Promise<MigrationResult> {
  const sql = postgres(options.ownerUrl, { max: 1, onnotice: () => {}, connection: { application_name: "reverie-migrate" } });
  try {
    const version = Number((await sql`show server_version_num`)[0]?.server_version_num);
    if (version < OLDEST_POSTGRES)
      throw new AppError("invalid_input", `PostgreSQL ${Math.floor(version / 10_000)} is too old: Reverie needs 15 or newer.`);
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await ensureRoles(sql, options.ownerUrl, options.secret);
    const before = await countMigrations(sql);
    await runMigrations(drizzle({ client: sql }), { migrationsFolder: options.migrationsFolder ?? path.resolve("drizzle") });
    await DBOS.migrate(options.ownerUrl, { applicationRole: APP_ROLE });
    await applySecurity(sql);
    await sql`insert into installation (only_row) values (true) on conflict do nothing`;
    const after = await countMigrations(sql);
    return { appDatabaseUrl: appDatabaseUrlFor(options.ownerUrl, options.secret), migrated: after - before };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function countMigrations(sql: Sql): Promise<number> {
  const exists = (await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as yes`)[0]?.yes === true;
  return exists ? Number((await sql`select count(*)::int as n from drizzle.__drizzle_migrations`)[0]?.n) : 0;
}
