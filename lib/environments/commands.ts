import { and, eq, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { canonicalJson } from "@/lib/canonical-json";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { CreateEnvironmentInput, UpdateEnvironmentInput } from "@/lib/environments/inputs";
import { noEnvironment, toEnvironmentView } from "@/lib/environments/queries";
import { environments } from "@/lib/environments/schema";
import type { EnvironmentView } from "@/lib/environments/types";
import { AppError } from "@/lib/errors";
import { type EnvironmentId, newId } from "@/lib/ids";
import { recordWebhookEvent } from "@/lib/webhooks/outbox";

const NO_CLOUD =
  'Reverie runs no containers of its own. Use {"type":"self_hosted"} and run the official SDK\'s EnvironmentWorker where the tools shall run.';

/** Makes an environment; without a `config` it is self-hosted. Throws `forbidden`, `invalid_input` (reason `cloud_unavailable`). */
export async function createEnvironment(ctx: Ctx, input: CreateEnvironmentInput): Promise<EnvironmentView> {
  assertCan(ctx.actor, "environment.write");
  if (input.config?.type === "cloud") throw refusedConfig("cloud_unavailable", NO_CLOUD);
  return inWorkspace(ctx, async (tx, inner) => {
    const now = ctx.clock.now();
    const row = {
      workspaceId: ctx.workspaceId,
      id: newId("environment", now.getTime()),
      name: input.name,
      description: input.description || null,
      config: { type: "self_hosted" as const },
      metadata: input.metadata ?? {},
      isImported: false,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    };
    await tx.insert(environments).values(row);
    const view = toEnvironmentView(row);
    recordAudit(tx, inner, { action: "environment.create", subject: subjectOf(row.id), after: view, details: { name: row.name } });
    await recordWebhookEvent(inner, { type: "environment.created", id: row.id });
    return view;
  });
}

/**
 * Changes the fields that are given. Throws `forbidden`, `not_found`, `invalid_input` (reasons `environment_archived`, `built_in`,
 * `invalid_config_type_change`, `invalid_metadata`).
 */
export async function updateEnvironment(ctx: Ctx, id: EnvironmentId, input: UpdateEnvironmentInput): Promise<EnvironmentView> {
  assertCan(ctx.actor, "environment.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockOwnEnvironment(tx, inner, id);
    if (row.archivedAt) throw archived();
    if (input.config?.type === "cloud") throw refusedConfig("invalid_config_type_change", `This environment is self_hosted. ${NO_CLOUD}`);
    const changed = {
      name: input.name ?? row.name,
      description: input.description === undefined ? row.description : input.description || null,
      metadata: patchMetadata(row.metadata, input.metadata ?? {}),
    };
    const current = toEnvironmentView(row);
    const next: EnvironmentView = { ...current, ...changed, updatedAt: ctx.clock.now() };
    if (canonicalJson({ ...next, updatedAt: null }) === canonicalJson({ ...current, updatedAt: null })) return current;
    await tx
      .update(environments)
      .set({ ...changed, updatedAt: next.updatedAt })
      .where(keyOf(inner, id));
    recordAudit(tx, inner, { action: "environment.update", subject: subjectOf(id), before: current, after: next });
    await recordWebhookEvent(inner, { type: "environment.updated", id });
    return next;
  });
}

/** Takes no new sessions from now on, for good; those that exist go on. A repeat changes nothing. Throws `forbidden`, `not_found`, `invalid_input`. */
export async function archiveEnvironment(ctx: Ctx, id: EnvironmentId): Promise<EnvironmentView> {
  assertCan(ctx.actor, "environment.archive");
  return inWorkspace(ctx, async (tx, inner) => {
    const row = await lockOwnEnvironment(tx, inner, id);
    const current = toEnvironmentView(row);
    if (row.archivedAt) return current;
    const now = ctx.clock.now();
    await tx.update(environments).set({ archivedAt: now, updatedAt: now }).where(keyOf(inner, id));
    const next: EnvironmentView = { ...current, archivedAt: now, updatedAt: now };
    recordAudit(tx, inner, { action: "environment.archive", subject: subjectOf(id), before: current, after: next });
    await recordWebhookEvent(inner, { type: "environment.archived", id });
    return next;
  });
}

/** Removes an environment that no session names, with its keys. Throws `forbidden`, `not_found`, `invalid_input`, `conflict` (reason `in_use`). */
export async function deleteEnvironment(ctx: Ctx, id: EnvironmentId): Promise<void> {
  assertCan(ctx.actor, "environment.archive");
  await inWorkspace(ctx, async (tx, inner) => {
    const row = await lockOwnEnvironment(tx, inner, id);
    // Sessions live upstairs: the question is put to the catalogue's own table, whose foreign key would refuse anyway.
    const [use] = await tx.execute<{ used: boolean }>(
      sql`select exists (select 1 from sessions s where s.workspace_id = ${inner.workspaceId} and s.environment_id = ${id}) as used`,
    );
    if (use?.used) {
      throw new AppError("conflict", "Sessions name this environment. Archive it, or delete its sessions first.", {
        details: { reason: "in_use" },
      });
    }
    await tx.delete(environments).where(keyOf(inner, id));
    recordAudit(tx, inner, {
      action: "environment.delete",
      subject: subjectOf(id),
      before: toEnvironmentView(row),
      details: { name: row.name },
    });
    await recordWebhookEvent(inner, { type: "environment.deleted", id });
  });
}

/** The row of an environment that people made, locked. Throws `not_found`, `invalid_input` (reason `built_in`). */
export async function lockOwnEnvironment(tx: Tx, ctx: Ctx, id: EnvironmentId): Promise<typeof environments.$inferSelect> {
  const [row] = await tx.select().from(environments).where(keyOf(ctx, id)).for("update");
  if (!row) throw noEnvironment(id);
  if (row.isImported) {
    throw new AppError("invalid_input", "This is the built-in environment of past sessions; it stays as it is.", {
      details: { reason: "built_in" },
    });
  }
  return row;
}

export function archived(): AppError {
  return new AppError("invalid_input", "This environment is archived: it can be read but not changed.", {
    details: { reason: "environment_archived" },
  });
}

export function patchMetadata(current: Record<string, string>, patch: Record<string, string | null>): Record<string, string> {
  const next = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === "") next.delete(key);
    else next.set(key, value);
  }
  if (next.size > 16) {
    throw new AppError("invalid_input", "metadata: at most 16 keys.", {
      details: { reason: "invalid_metadata", fields: { metadata: "at most 16 keys" } },
    });
  }
  return Object.fromEntries(next);
}

function refusedConfig(reason: string, message: string): AppError {
  return new AppError("invalid_input", message, { details: { reason, fields: { "config.type": "cloud is not served" } } });
}

const subjectOf = (id: EnvironmentId) => ({ type: "environment", id });

const keyOf = (ctx: Ctx, id: EnvironmentId) => and(eq(environments.workspaceId, ctx.workspaceId), eq(environments.id, id));
