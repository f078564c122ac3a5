import { and, eq, isNull, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { hashPassword } from "@/lib/auth/passwords";
import { apiKeys, users } from "@/lib/auth/schema";
import { sha256 } from "@/lib/canonical-json";
import type { Clock } from "@/lib/clock";
import { type Actor, type Ctx, SCOPES } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import { newId, type UserId, type WorkspaceId } from "@/lib/ids";
import type { SetUpInput } from "@/lib/workspaces/inputs";
import { findFirstWorkspace } from "@/lib/workspaces/queries";
import { installation, workspaceMembers, workspaces } from "@/lib/workspaces/schema";

type Deps = { db: Database; clock: Clock; requestId: string };
type FirstAdmin = { email: string; name: string; passwordHash: string };

/** The key that the environment variable REVERIE_API_KEY sets: marked so that it can be kept in step. */
const ENVIRONMENT_KEY = "environment";

/**
 * Makes the first admin and workspace; happens once. The set-up row is claimed inside the transaction, so of two racing requests one wins.
 * Throws `not_found` when set up already (or the code is wrong), `invalid_input`.
 */
export async function setUp(deps: Deps, input: SetUpInput): Promise<{ userId: UserId; workspaceId: WorkspaceId }> {
  const passwordHash = await hashPassword(input.password);
  const existing = await findFirstWorkspace(deps);
  return asNewWorkspace(deps, existing ?? newId("workspace", deps.clock.now().getTime()), async (ctx) => {
    await claimSetUp(ctx, sha256(input.code));
    if (existing) await nameWorkspace(ctx, input.workspace_name, input.time_zone);
    else await insertWorkspace(ctx, input.workspace_name, input.time_zone);
    const userId = await insertAdmin(ctx, { email: input.email, name: input.name, passwordHash });
    return { userId, workspaceId: ctx.workspaceId };
  });
}

/**
 * What `npm start` does before web and worker run: makes workspace, admin and key from the environment where asked, keeps the key in step,
 * and returns a fresh one-time set-up code while nobody has set the installation up.
 */
export async function bootstrap(
  deps: Deps & { newCode: () => string },
  input: { adminEmail: string | null; adminPassword: string | null; apiKey: string | null },
): Promise<{ setupCode: string | null }> {
  if ((input.adminEmail === null) !== (input.adminPassword === null)) {
    throw new AppError("invalid_input", "Set REVERIE_ADMIN_EMAIL and REVERIE_ADMIN_PASSWORD together, or neither.");
  }
  const existing = await findFirstWorkspace(deps);
  const wantsWorkspace = input.adminEmail !== null || input.apiKey !== null;
  if (existing || wantsWorkspace) {
    const passwordHash = input.adminPassword === null ? null : await hashPassword(input.adminPassword);
    await asNewWorkspace(deps, existing ?? newId("workspace", deps.clock.now().getTime()), async (ctx) => {
      // Two starters on one database: the second waits here, sees the first one's workspace and stops instead of making another.
      await txOf(ctx).select().from(installation).for("update");
      if (!existing && (await findFirstWorkspace({ db: deps.db }))) {
        throw new AppError("conflict", "Another Reverie is being set up on this database right now. Start again.");
      }
      if (!existing) await insertWorkspace(ctx, "Default", "UTC");
      if (input.adminEmail !== null && passwordHash !== null && !(await isSetUp(ctx))) {
        await claimSetUp(ctx, null);
        await insertAdmin(ctx, { email: input.adminEmail, name: input.adminEmail.split("@")[0] ?? "Admin", passwordHash });
      }
      await keepEnvironmentKey(ctx, input.apiKey);
    });
  }
  return { setupCode: await issueSetupCode(deps) };
}

async function issueSetupCode(deps: Deps & { newCode: () => string }): Promise<string | null> {
  const code = deps.newCode();
  const rows = await deps.db
    .update(installation)
    .set({ setupCodeHash: sha256(code) })
    .where(isNull(installation.setupCompletedAt))
    .returning({ onlyRow: installation.onlyRow });
  return rows.length > 0 ? code : null;
}

async function asNewWorkspace<T>(deps: Deps, workspaceId: WorkspaceId, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const actor: Actor = { type: "system", name: "set-up" };
  return inWorkspace({ ...deps, workspaceId, actor }, (_tx, ctx) => work(ctx));
}

function txOf(ctx: Ctx) {
  if (!ctx.tx) throw new AppError("internal", "Needs an open workspace transaction.");
  return ctx.tx;
}

async function isSetUp(ctx: Ctx): Promise<boolean> {
  const [row] = await txOf(ctx).select({ at: installation.setupCompletedAt }).from(installation);
  return row?.at != null;
}

/** Marks the installation as set up; `codeHash` null skips the code (the environment vouches). */
async function claimSetUp(ctx: Ctx, codeHash: string | null): Promise<void> {
  const rows = await txOf(ctx)
    .update(installation)
    .set({ setupCompletedAt: ctx.clock.now(), setupCodeHash: null })
    .where(and(isNull(installation.setupCompletedAt), codeHash === null ? undefined : eq(installation.setupCodeHash, codeHash)))
    .returning({ onlyRow: installation.onlyRow });
  if (rows.length === 0)
    throw new AppError(
      "not_found",
      "This set-up link is used up or was replaced by a newer one. Look at the server's output for the current link, or sign in.",
    );
}

async function insertWorkspace(ctx: Ctx, name: string, timeZone: string): Promise<void> {
  const row = { workspaceId: ctx.workspaceId, name, timeZone, createdAt: ctx.clock.now() };
  await txOf(ctx).insert(workspaces).values(row);
  recordAudit(txOf(ctx), ctx, {
    action: "workspace.create",
    subject: { type: "workspace", id: ctx.workspaceId },
    after: row,
    details: { name },
  });
}

/** The environment made the workspace, for its key, and gave it the only name it could: the first person to come names it. */
async function nameWorkspace(ctx: Ctx, name: string, timeZone: string): Promise<void> {
  const tx = txOf(ctx);
  const here = eq(workspaces.workspaceId, ctx.workspaceId);
  const before = await tx.select({ name: workspaces.name, timeZone: workspaces.timeZone }).from(workspaces).where(here);
  await tx.update(workspaces).set({ name, timeZone }).where(here);
  recordAudit(tx, ctx, {
    action: "workspace.rename",
    subject: { type: "workspace", id: ctx.workspaceId },
    before: before[0],
    after: { name, timeZone },
    details: { name },
  });
}

async function insertAdmin(ctx: Ctx, admin: FirstAdmin): Promise<UserId> {
  const now = ctx.clock.now();
  const userId = newId("user", now.getTime());
  await txOf(ctx)
    .insert(users)
    .values({ id: userId, createdAt: now, ...admin, email: admin.email.trim() });
  await txOf(ctx).insert(workspaceMembers).values({ workspaceId: ctx.workspaceId, userId, role: "admin", createdAt: now });
  recordAudit(txOf(ctx), ctx, {
    action: "member.create",
    subject: { type: "user", id: userId },
    after: { userId, role: "admin" },
    details: { role: "admin" },
  });
  return userId;
}

async function keepEnvironmentKey(ctx: Ctx, secret: string | null): Promise<void> {
  const tx = txOf(ctx);
  const hash = secret === null ? null : sha256(secret);
  const current = await tx
    .select({ id: apiKeys.id, keyHash: apiKeys.keyHash })
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, ctx.workspaceId), eq(apiKeys.createdBy, ENVIRONMENT_KEY), isNull(apiKeys.revokedAt)));
  for (const key of current.filter((one) => one.keyHash !== hash)) {
    await tx
      .update(apiKeys)
      // The hash is freed, so that the same string may be set again later.
      .set({ revokedAt: ctx.clock.now(), keyHash: sql`${apiKeys.keyHash} || ':revoked:' || ${apiKeys.id}` })
      .where(and(eq(apiKeys.workspaceId, ctx.workspaceId), eq(apiKeys.id, key.id)));
    recordAudit(tx, ctx, {
      action: "api_key.revoke",
      subject: { type: "api_key", id: key.id },
      details: { reason: "REVERIE_API_KEY changed" },
    });
  }
  if (secret === null || hash === null || current.some((one) => one.keyHash === hash)) return;
  const now = ctx.clock.now();
  const id = newId("apiKey", now.getTime());
  await tx.insert(apiKeys).values({
    workspaceId: ctx.workspaceId,
    id,
    name: "REVERIE_API_KEY",
    keyHash: hash,
    hint: `…${secret.slice(-4)}`,
    scopes: [...SCOPES],
    rateLimitPerMinute: null,
    createdAt: now,
    createdBy: ENVIRONMENT_KEY,
  });
  recordAudit(tx, ctx, {
    action: "api_key.create",
    subject: { type: "api_key", id },
    details: { name: "REVERIE_API_KEY", scopes: SCOPES },
  });
}
