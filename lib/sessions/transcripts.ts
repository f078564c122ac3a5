/** Whole sessions, one by one: for exports. */
import { recordAudit } from "@/lib/audit/commands";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { streamFilteredSessions } from "@/lib/sessions/list";
import type { ListFilter, Sort } from "@/lib/sessions/list-filter";
import { listEvents } from "@/lib/sessions/queries";
import type { SessionEvent } from "@/lib/sessions/types";

const EVENTS_AT_ONCE = 500;

/** Each session of the filter with all its events. Memory holds one session. */
export async function* streamTranscripts(ctx: Ctx, filter: ListFilter, sort: Sort): AsyncGenerator<Record<string, unknown>> {
  for await (const session of streamFilteredSessions(ctx, filter, sort)) {
    const events: Record<string, unknown>[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: SessionEvent[]; nextCursor: string | null } = await listEvents(ctx, {
        sessionId: session.id,
        limit: EVENTS_AT_ONCE,
        cursor,
      });
      for (const { id, type, payload, processedAt } of page.items) events.push({ id, type, processed_at: processedAt, ...payload });
      cursor = page.nextCursor;
    } while (cursor !== null);
    yield {
      id: session.id,
      agent: session.agentName,
      agent_version: session.agentVersion,
      title: session.title,
      external_id: session.externalId,
      started_at: session.startedAt,
      outcome: session.outcomeSuccess,
      events,
    };
  }
}

/** Notes in the audit log that somebody takes data out. */
export async function recordExport(ctx: Ctx, details: { kind: string; query: string }): Promise<void> {
  assertCan(ctx.actor, "read");
  await inWorkspace(ctx, async (tx, inner) => {
    recordAudit(tx, inner, { action: "session.export", subject: { type: "export", id: null }, details });
  });
}
