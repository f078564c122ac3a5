/** What was published, across agents: the marks on a time line. */
import { sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId, DreamId, MemoryStoreId } from "@/lib/ids";
import type { RevisionKind } from "@/lib/memory/types";

export type PublishedRevision = {
  storeId: MemoryStoreId;
  number: number;
  kind: RevisionKind;
  dreamId: DreamId | null;
  agentId: AgentId;
  agentName: string;
  at: Date;
  /** When the same store was published before and after; null where never. */
  previousAt: Date | null;
  nextAt: Date | null;
  changes: { created: number; modified: number; deleted: number };
};

export type PublishedFilter = { agentIds: readonly AgentId[]; since: Date | null; until: Date | null; limit: number };

/** Publications and roll-backs of those agents' stores in the range, the latest `limit`, earliest first. Edits by hand are left out. */
export async function listPublishedRevisions(ctx: Ctx, filter: PublishedFilter): Promise<PublishedRevision[]> {
  assertCan(ctx.actor, "read");
  if (filter.agentIds.length === 0) return [];
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<Row>(sql`
      with published as (
        select r.store_id, r.number, r.kind, r.dream_id, r.created_count, r.modified_count, r.deleted_count, r.created_at,
          lag(r.created_at) over line as previous_at, lead(r.created_at) over line as next_at, a.id as agent_id, a.name as agent_name
        from agents a
        join store_revisions r on r.workspace_id = a.workspace_id and r.store_id = a.learnings_store_id
        where a.workspace_id = ${ctx.workspaceId} and a.id in (select jsonb_array_elements_text(${JSON.stringify(filter.agentIds)}::text::jsonb))
          and r.kind in ('publish', 'rollback', 'revert')
        window line as (partition by a.id order by r.number))
      select * from published
      where created_at >= ${filter.since?.toISOString() ?? "-infinity"}::timestamptz
        and created_at < ${filter.until?.toISOString() ?? "infinity"}::timestamptz
      order by created_at desc, store_id, number desc
      limit ${filter.limit}`);
    return rows.map(toPublished).reverse();
  });
}

type Row = {
  store_id: MemoryStoreId;
  number: number;
  kind: RevisionKind;
  dream_id: DreamId | null;
  created_count: number;
  modified_count: number;
  deleted_count: number;
  created_at: string;
  previous_at: string | null;
  next_at: string | null;
  agent_id: AgentId;
  agent_name: string;
};

function toPublished(row: Row): PublishedRevision {
  return {
    storeId: row.store_id,
    number: row.number,
    kind: row.kind,
    dreamId: row.dream_id,
    agentId: row.agent_id,
    agentName: row.agent_name,
    at: new Date(row.created_at),
    previousAt: row.previous_at === null ? null : new Date(row.previous_at),
    nextAt: row.next_at === null ? null : new Date(row.next_at),
    changes: { created: row.created_count, modified: row.modified_count, deleted: row.deleted_count },
  };
}
