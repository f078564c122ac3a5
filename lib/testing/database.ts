/** A real, migrated Postgres database per test file, copied from a template that the first file makes. */
import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { frozenClock } from "@/lib/clock";
import type { Actor, Ctx, Role } from "@/lib/context";
import { createDatabase, type Database } from "@/lib/db/client";
import { appDatabaseUrlFor, migrate } from "@/lib/db/migrate";
import { newId, type UserId, type WorkspaceId } from "@/lib/ids";
import { fingerprint } from "@/lib/testing/schema-fingerprint";

export const TEST_SECRET = "a secret that only the tests know";
/** Names the advisory lock that lets one test process make the template. */
const TEMPLATE_LOCK = 7_236_900;

function adminUrl(): string {
  const url = process.env.TEST_DATABASE_ADMIN_URL;
  if (!url) throw new Error("TEST_DATABASE_ADMIN_URL is not set. Run `npm run test:int`, which starts a throw-away Postgres.");
  return url;
}

function urlOf(database: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return url.toString();
}

/** The template holds the schema of this very checkout: its name carries the migrations' and grants' fingerprint. */
async function ensureTemplate(admin: postgres.Sql): Promise<string> {
  const name = `reverie_template_${fingerprint()}`;
  await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
  try {
    const [known] = await admin`select 1 from pg_database where datname = ${name}`;
    if (!known) {
      const making = `${name}_making`;
      await admin.unsafe(`drop database if exists ${making} with (force)`);
      await admin.unsafe(`create database ${making}`);
      await migrate({ ownerUrl: urlOf(making), secret: TEST_SECRET });
      await admin.unsafe(`alter database ${making} rename to ${name}`);
    }
  } finally {
    await admin`select pg_advisory_unlock(${TEMPLATE_LOCK})`;
  }
  return name;
}

/** The server's own vacuuming may hold the database for a moment, and can't be ended by us. */
async function dropDatabase(admin: postgres.Sql, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export type TestDatabase = { db: Database; ownerUrl: string; appUrl: string; close(): Promise<void> };

/** A fresh database; `db` signs in as the runtime role. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = postgres(adminUrl(), { max: 1, onnotice: () => {} });
  const template = await ensureTemplate(admin);
  const name = `reverie_test_${randomBytes(6).toString("hex")}`;
  await admin.unsafe(`create database ${name} template ${template}`);
  await admin.unsafe(`grant connect on database ${name} to reverie_app`);
  const ownerUrl = urlOf(name);
  const appUrl = appDatabaseUrlFor(ownerUrl, TEST_SECRET);
  const db = createDatabase(appUrl, { max: 5, applicationName: "reverie-test" });
  return {
    db,
    ownerUrl,
    appUrl,
    async close() {
      await db.$client.end({ timeout: 2 });
      await dropDatabase(admin, name);
      await admin.end({ timeout: 2 });
    },
  };
}

export type TestWorkspace = TestDatabase & {
  clock: ReturnType<typeof frozenClock>;
  workspaceId: WorkspaceId;
  /** A context of a person with that role in the workspace. */
  ctxFor(role: Role, workspaceId?: WorkspaceId): Ctx;
  ctxOf(actor: Actor, workspaceId?: WorkspaceId): Ctx;
  /** Another workspace in the same database. */
  addWorkspace(name: string): Promise<WorkspaceId>;
};

/** A fresh database with one workspace, on 22 November 2026, 12:00 UTC. */
export async function createTestWorkspace(): Promise<TestWorkspace> {
  const database = await createTestDatabase();
  const clock = frozenClock("2026-11-22T12:00:00.000Z");
  const addWorkspace = (name: string) => insertWorkspace(database.db, name, clock.now());
  const workspaceId = await addWorkspace("Test workspace");
  const ctxOf = (actor: Actor, inside: WorkspaceId = workspaceId): Ctx => ({
    actor,
    workspaceId: inside,
    requestId: newId("request"),
    db: database.db,
    clock,
  });
  return {
    ...database,
    clock,
    workspaceId,
    addWorkspace,
    ctxOf,
    ctxFor: (role, inside) => ctxOf({ type: "user", userId: testUserId(role), role, name: `Test ${role}` }, inside),
  };
}

const userIds = new Map<Role, UserId>();
function testUserId(role: Role): UserId {
  const id = userIds.get(role) ?? newId("user");
  userIds.set(role, id);
  return id;
}

async function insertWorkspace(db: Database, name: string, createdAt: Date): Promise<WorkspaceId> {
  const id = newId("workspace");
  await db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('reverie.workspace_id', ${id}, true)`);
    await tx.execute(
      sql`insert into workspaces (workspace_id, name, created_at) values (${id}, ${name}, ${createdAt.toISOString()}::timestamptz)`,
    );
  });
  return id;
}
