/** Changes, archives and deletes live sessions, and takes reports of those that run elsewhere. */

import { and, eq, sql } from "drizzle-orm";
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import { hashOf } from "@/lib/canonical-json";
import { asSystem, type Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { AppError } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";
import { MICRO_USD_PER_CENT } from "@/lib/model/cost";
import { overridden } from "@/lib/sessions/create";
import { changeSession, type SessionDraft } from "@/lib/sessions/draft";
import type { ReportedEvent } from "@/lib/sessions/event-inputs";
import { OWN_WORDS_TRUST } from "@/lib/sessions/event-trust";
import type { UpdateSessionInput } from "@/lib/sessions/inputs";
import { getSession } from "@/lib/sessions/queries";
import { agentSnapshots, sessions } from "@/lib/sessions/schema";
import type { SessionEvent, SessionView } from "@/lib/sessions/types";
import { SESSION_STATUSES } from "@/lib/sessions/types";
import type { Trust } from "@/lib/trust";

/**
 * Changes title, metadata (a patch), tools and MCP servers (only while it rests) and budget. An update that changes nothing leaves no trace.
 * Throws `not_found`, `forbidden`, `conflict` (archived, or at work), `invalid_input`.
 */
export async function updateSession(ctx: Ctx, sessionId: SessionId, input: UpdateSessionInput): Promise<SessionView> {
  assertCan(ctx.actor, "session.write");
  return inWorkspace(ctx, async (_tx, outer) => {
    await changeSession(outer, sessionId, async (draft) => {
      const { tx, ctx: inner, session, state } = draft;
      if (session.archivedAt) throw archived();
      const current = await getSession(asSystem(inner, "sessions"), sessionId);
      const changed: Record<string, unknown> = {};
      const set: Partial<typeof sessions.$inferInsert> = {};
      if (input.title !== undefined && input.title !== current.title) changed.title = set.title = input.title;
      const metadata = patched(current.metadata, input.metadata ?? {});
      if (hashOf(metadata) !== hashOf(current.metadata)) changed.metadata = set.metadata = metadata;
      if (input.agent) {
        const config = overridden(current.agent, input.agent);
        const hash = hashOf(config);
        if (hash !== hashOf(current.agent)) {
          if (session.status !== "idle") {
            throw new AppError("conflict", "The agent is at work: its tools can change once it rests.", {
              details: { reason: "not_idle" },
            });
          }
          await tx.insert(agentSnapshots).values({ workspaceId: inner.workspaceId, hash, config }).onConflictDoNothing();
          set.agentSnapshotHash = hash;
          changed.agent = { tools: config.tools, mcp_servers: config.mcp_servers };
        }
      }
      if (input.budget !== undefined) {
        const budget = input.budget === null ? null : Number(input.budget.max_list_cost.amount) * MICRO_USD_PER_CENT;
        if (budget !== state.budgetMicroUsd) {
          state.budgetMicroUsd = budget;
          changed.budget = input.budget;
          if (state.stopReason?.type === "budget_reached") draft.wake();
        }
      }
      if (Object.keys(changed).length === 0) return;
      if (Object.keys(set).length > 0) {
        await tx
          .update(sessions)
          .set(set)
          .where(and(eq(sessions.workspaceId, inner.workspaceId), eq(sessions.id, sessionId)));
      }
      draft.append({ type: "session.updated", trust: "operator", payload: changed });
      draft.tell("session.updated");
      recordAudit(tx, inner, {
        action: "session.update",
        subject: { type: "session", id: sessionId },
        details: { changed: Object.keys(changed) },
      });
    });
    return getSession(asSystem(outer, "sessions"), sessionId);
  });
}

function patched(metadata: Record<string, string>, patch: Record<string, string | null>): Record<string, string> {
  const next = { ...metadata };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key];
    else next[key] = value;
  }
  if (Object.keys(next).length > 16) {
    throw new AppError("invalid_input", "metadata: at most 16 keys.", { details: { fields: { metadata: "at most 16 keys." } } });
  }
  return next;
}

/** From then on it can only be read, and lists leave it out. Repeating it changes nothing. Throws `conflict` while it is at work. */
export async function archiveSession(ctx: Ctx, sessionId: SessionId): Promise<SessionView> {
  assertCan(ctx.actor, "session.write");
  return inWorkspace(ctx, async (tx, inner) => {
    const current = await getSession(asSystem(inner, "sessions"), sessionId);
    if (current.archivedAt) return current;
    const record = () => recordAudit(tx, inner, { action: "session.archive", subject: { type: "session", id: sessionId } });
    if (current.live === null) {
      const now = ctx.clock.now();
      await tx
        .update(sessions)
        .set({ archivedAt: now, updatedAt: now })
        .where(and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.id, sessionId)));
      record();
    } else {
      await changeSession(inner, sessionId, async (draft) => {
        assertNotAtWork(draft, "archived");
        if (draft.session.archivedAt) return;
        draft.session.archivedAt = draft.now;
        draft.tell("session.archived");
        record();
      });
    }
    return getSession(asSystem(inner, "sessions"), sessionId);
  });
}

/** Deletes a live session with its log, for good. Throws `not_found`, `conflict` while it is at work, or for an imported session. */
export async function deleteSession(ctx: Ctx, sessionId: SessionId): Promise<void> {
  assertCan(ctx.actor, "session.write");
  await changeSession(ctx, sessionId, async (draft) => {
    assertNotAtWork(draft, "deleted");
    const { tx, ctx: inner } = draft;
    const [read] = await tx.execute(
      sql`select 1 from dream_sessions where workspace_id = ${inner.workspaceId} and session_id = ${sessionId} limit 1`,
    );
    if (read) {
      throw new AppError("conflict", "A dream has learned from this session: archive it instead, so that its evidence stays.", {
        details: { reason: "session_is_evidence" },
      });
    }
    draft.remove();
    recordAudit(tx, inner, { action: "session.delete", subject: { type: "session", id: sessionId } });
  });
}

function assertNotAtWork({ session }: SessionDraft, what: string): void {
  if (session.status !== "running" && session.status !== "rescheduling") return;
  throw new AppError("conflict", `The session is at work: interrupt it before it is ${what}.`, { details: { reason: "session_running" } });
}

function archived(): AppError {
  return new AppError("conflict", "The session is archived: it can only be read.", { details: { reason: "session_archived" } });
}

const STATUS_EVENT = /^session\.status_(running|idle|rescheduled|terminated)$/;

/** Stores what a session that runs elsewhere reports, in its order. Throws `not_found`, `forbidden`, `conflict` (ours, archived, or over). */
export async function reportEvents(ctx: Ctx, sessionId: SessionId, events: readonly ReportedEvent[]): Promise<SessionEvent[]> {
  assertCan(ctx.actor, "session.write");
  return changeSession(ctx, sessionId, (draft) => reportInto(draft, events));
}

/** As `reportEvents`, on a session that is locked already; the permission was checked. */
export async function reportInto(draft: SessionDraft, events: readonly ReportedEvent[]): Promise<SessionEvent[]> {
  const { session } = draft;
  if (session.archivedAt) throw archived();
  if (session.status === "terminated")
    throw new AppError("conflict", "The session is over.", { details: { reason: "session_terminated" } });
  return events.map(({ type, processed_at, ...payload }) => {
    const status = STATUS_EVENT.exec(type)?.[1];
    if (status)
      session.status = SESSION_STATUSES.find((one) => one === (status === "rescheduled" ? "rescheduling" : status)) ?? session.status;
    return draft.append({ type, trust: trustOfReport(type), payload, processedAt: processed_at ? new Date(processed_at) : draft.now });
  });
}

/** Whose words they are, as far as a report can be believed. */
function trustOfReport(type: string): Trust {
  if (type.startsWith("user.") && !type.endsWith("result")) return "user";
  return type.startsWith("agent.thread_message") ? "agent" : OWN_WORDS_TRUST;
}
