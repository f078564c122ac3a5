import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import type { CreateApiKeyInput } from "@/lib/auth/inputs";
import { assertCan } from "@/lib/auth/policy";
import { apiKeys } from "@/lib/auth/schema";
import type { ApiKeyView } from "@/lib/auth/types";
import { sha256 } from "@/lib/canonical-json";
import type { Clock } from "@/lib/clock";
import { type Actor, actorId, type Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import { type ApiKeyId, newId, type WorkspaceId } from "@/lib/ids";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

export const DEFAULT_RATE_LIMIT_PER_MINUTE = 6_000;
const USED_EVERY_MS = 60_000;

const hintOf = (secret: string) => `${secret.slice(0, 8)}…${secret.slice(-4)}`;

/** Makes a key and returns its secret, which is shown this once and stored only as a hash. Throws `forbidden`. */
export async function createApiKey(ctx: Ctx, input: CreateApiKeyInput): Promise<{ key: ApiKeyView; secret: string }> {
  assertCan(ctx.actor, "api_key.manage");
  const secret = `rev_${randomBytes(32).toString("base64url")}`;
  return inWorkspace(ctx, async (tx) => {
    const now = ctx.clock.now();
    const row = {
      workspaceId: ctx.workspaceId,
      id: newId("apiKey", now.getTime()),
      name: input.name,
      keyHash: sha256(secret),
      hint: hintOf(secret),
      scopes: [...new Set(input.scopes)],
      rateLimitPerMinute: input.rate_limit_per_minute ?? DEFAULT_RATE_LIMIT_PER_MINUTE,
      expiresAt: input.expires_at ? new Date(input.expires_at) : null,
      lastUsedAt: null,
      revokedAt: null,
      createdAt: now,
      createdBy: actorId(ctx.actor),
    };
    await tx.insert(apiKeys).values(row);
    const key = toView(row);
    recordAudit(tx, ctx, {
      action: "api_key.create",
      subject: { type: "api_key", id: row.id },
      after: key,
      details: { name: row.name, scopes: row.scopes },
    });
    return { key, secret };
  });
}

/** Newest first; revoked keys are gone. Throws `forbidden`. */
export async function listApiKeys(ctx: Ctx, filter: { limit: number; cursor?: string | null }): Promise<Page<ApiKeyView>> {
  assertCan(ctx.actor, "api_key.manage");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("api_keys", filter.cursor, 1);
    const rows = await tx
      .select()
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.workspaceId, ctx.workspaceId),
          isNull(apiKeys.revokedAt),
          cursor ? lt(apiKeys.id, cursor[0] as ApiKeyId) : undefined,
        ),
      )
      .orderBy(desc(apiKeys.id))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("api_keys", [row.id]), toView);
  });
}

/** Ends a key at once. Throws `forbidden`, `not_found`. */
export async function revokeApiKey(ctx: Ctx, id: ApiKeyId): Promise<void> {
  assertCan(ctx.actor, "api_key.manage");
  await inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .update(apiKeys)
      .set({ revokedAt: ctx.clock.now() })
      .where(and(eq(apiKeys.workspaceId, ctx.workspaceId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning();
    if (!row) throw new AppError("not_found", `There is no API key ${id}.`);
    recordAudit(tx, ctx, { action: "api_key.revoke", subject: { type: "api_key", id }, before: toView(row), details: { name: row.name } });
  });
}

export type KeyHolder = { workspaceId: WorkspaceId; actor: Extract<Actor, { type: "api_key" }>; rateLimitPerMinute: number | null };

/** Whose key this is, or null when it is unknown, revoked or expired. */
export async function findKeyHolder(deps: { db: Database; clock: Clock; requestId: string }, secret: string): Promise<KeyHolder | null> {
  const hash = sha256(secret);
  const found = await deps.db.execute<{ workspace_id: WorkspaceId; id: ApiKeyId }>(
    sql`select workspace_id, id from reverie_find_api_key(${hash})`,
  );
  const ref = found[0];
  if (!ref) return null;
  const ctx: Ctx = { ...deps, workspaceId: ref.workspace_id, actor: { type: "system", name: "authentication" } };
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.workspaceId, ref.workspace_id), eq(apiKeys.id, ref.id)));
    const now = deps.clock.now();
    if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null;
    if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USED_EVERY_MS) {
      await tx
        .update(apiKeys)
        .set({ lastUsedAt: now })
        .where(and(eq(apiKeys.workspaceId, ref.workspace_id), eq(apiKeys.id, ref.id)));
    }
    return {
      workspaceId: ref.workspace_id,
      actor: { type: "api_key", apiKeyId: row.id, scopes: row.scopes, name: row.name },
      rateLimitPerMinute: row.rateLimitPerMinute,
    };
  });
}

function toView(row: typeof apiKeys.$inferSelect): ApiKeyView {
  const { id, name, hint, scopes, rateLimitPerMinute, expiresAt, lastUsedAt, createdAt } = row;
  return { id, name, hint, scopes, rateLimitPerMinute, expiresAt, lastUsedAt, createdAt };
}
