/** Keys of the workers that serve an environment: shown once, stored as a hash, good for that environment's work queue only. */
import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { sha256 } from "@/lib/canonical-json";
import type { Clock } from "@/lib/clock";
import { type Actor, actorId, asSystem, type Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { archived, lockOwnEnvironment } from "@/lib/environments/commands";
import type { CreateEnvironmentKeyInput } from "@/lib/environments/inputs";
import { getEnvironment } from "@/lib/environments/queries";
import { environmentKeys } from "@/lib/environments/schema";
import type { EnvironmentKeyView } from "@/lib/environments/types";
import { AppError } from "@/lib/errors";
import { type EnvironmentId, type EnvironmentKeyId, newId, type WorkspaceId } from "@/lib/ids";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

const PREFIX = "revenv_";
const USED_EVERY_MS = 60_000;

/** Makes a key and returns its secret. Throws `forbidden`, `not_found`, `invalid_input` (archived, built in). */
export async function createEnvironmentKey(
  ctx: Ctx,
  environmentId: EnvironmentId,
  input: CreateEnvironmentKeyInput,
): Promise<{ key: EnvironmentKeyView; secret: string }> {
  assertCan(ctx.actor, "environment_key.manage");
  const secret = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  return inWorkspace(ctx, async (tx, inner) => {
    const environment = await lockOwnEnvironment(tx, inner, environmentId);
    if (environment.archivedAt) throw archived();
    const now = ctx.clock.now();
    const row = {
      workspaceId: ctx.workspaceId,
      id: newId("environmentKey", now.getTime()),
      environmentId,
      name: input.name ?? "worker",
      keyHash: sha256(secret),
      hint: `${secret.slice(0, PREFIX.length + 4)}…${secret.slice(-4)}`,
      lastUsedAt: null,
      revokedAt: null,
      createdAt: now,
      createdBy: actorId(ctx.actor),
    };
    await tx.insert(environmentKeys).values(row);
    const key = toView(row);
    recordAudit(tx, inner, {
      action: "environment_key.create",
      subject: { type: "environment_key", id: row.id },
      after: key,
      details: { name: row.name, environment_id: environmentId },
    });
    return { key, secret };
  });
}

/** Newest first; revoked keys are gone. Throws `forbidden`, `not_found`. */
export async function listEnvironmentKeys(
  ctx: Ctx,
  filter: { environmentId: EnvironmentId; limit: number; cursor?: string | null },
): Promise<Page<EnvironmentKeyView>> {
  assertCan(ctx.actor, "environment_key.manage");
  return inWorkspace(ctx, async (tx, inner) => {
    await getEnvironment(asSystem(inner, "environments"), filter.environmentId);
    const cursor = decodeCursor("environment_keys", filter.cursor, 1);
    const rows = await tx
      .select()
      .from(environmentKeys)
      .where(
        and(
          eq(environmentKeys.workspaceId, ctx.workspaceId),
          eq(environmentKeys.environmentId, filter.environmentId),
          isNull(environmentKeys.revokedAt),
          cursor ? lt(environmentKeys.id, String(cursor[0]) as EnvironmentKeyId) : undefined,
        ),
      )
      .orderBy(desc(environmentKeys.id))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("environment_keys", [row.id]), toView);
  });
}

/** Ends a key at once. Throws `forbidden`, `not_found`. */
export async function revokeEnvironmentKey(ctx: Ctx, environmentId: EnvironmentId, id: EnvironmentKeyId): Promise<void> {
  assertCan(ctx.actor, "environment_key.manage");
  await inWorkspace(ctx, async (tx, inner) => {
    const [row] = await tx
      .update(environmentKeys)
      .set({ revokedAt: ctx.clock.now() })
      .where(
        and(
          eq(environmentKeys.workspaceId, ctx.workspaceId),
          eq(environmentKeys.environmentId, environmentId),
          eq(environmentKeys.id, id),
          isNull(environmentKeys.revokedAt),
        ),
      )
      .returning();
    if (!row) throw new AppError("not_found", `There is no key ${id} of this environment.`);
    recordAudit(tx, inner, {
      action: "environment_key.revoke",
      subject: { type: "environment_key", id },
      before: toView(row),
      details: { name: row.name, environment_id: environmentId },
    });
  });
}

export type EnvironmentKeyHolder = { workspaceId: WorkspaceId; actor: Extract<Actor, { type: "environment_key" }> };

/** Whose key this is, or null when it is no environment key, unknown or revoked. */
export async function findEnvironmentKeyHolder(
  deps: { db: Database; clock: Clock; requestId: string },
  secret: string,
): Promise<EnvironmentKeyHolder | null> {
  if (!secret.startsWith(PREFIX)) return null;
  const [ref] = await deps.db.execute<{ workspace_id: WorkspaceId; id: EnvironmentKeyId }>(
    sql`select workspace_id, id from reverie_find_environment_key(${sha256(secret)})`,
  );
  if (!ref) return null;
  const ctx: Ctx = { ...deps, workspaceId: ref.workspace_id, actor: { type: "system", name: "authentication" } };
  return inWorkspace(ctx, async (tx) => {
    const isKey = and(eq(environmentKeys.workspaceId, ref.workspace_id), eq(environmentKeys.id, ref.id));
    const [row] = await tx.select().from(environmentKeys).where(isKey);
    if (!row || row.revokedAt) return null;
    const now = deps.clock.now();
    if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USED_EVERY_MS) {
      await tx.update(environmentKeys).set({ lastUsedAt: now }).where(isKey);
    }
    const { id: environmentKeyId, environmentId, name } = row;
    return { workspaceId: ref.workspace_id, actor: { type: "environment_key", environmentKeyId, environmentId, name } };
  });
}

function toView({ id, environmentId, name, hint, lastUsedAt, createdAt }: typeof environmentKeys.$inferSelect): EnvironmentKeyView {
  return { id, environmentId, name, hint, lastUsedAt, createdAt };
}
