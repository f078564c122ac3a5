/** The list of agents with how each did in a stretch of time. One grouped query orders and pages it, one more draws the page's lines. */
import { type SQL, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId } from "@/lib/ids";
import { decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";
import type { TimeSpan } from "@/lib/sessions/completion";
import type { AgentListRow, AgentSort } from "@/lib/sessions/types";

export type AgentListFilter = {
  span: TimeSpan;
  /** In the name, anywhere, whatever the case. */
  q?: string | null;
  model?: string | null;
  isArchived?: boolean;
  sort: AgentSort;
  limit: number;
  cursor?: string | null;
};

/** Best first; what is not known stands last. O(sessions in both stretches), read from the index `sessions_outcomes`. */
export async function listAgentsWithCompletion(ctx: Ctx, filter: AgentListFilter): Promise<Page<AgentListRow>> {
  assertCan(ctx.actor, "read");
  const now = ctx.clock.now();
  const { since } = filter.span;
  const until = filter.span.until ?? now;
  const beforeSince = since && new Date(since.getTime() - (until.getTime() - since.getTime()));
  const cursor = decodeCursor(`agent_list_${filter.sort}`, filter.cursor, 2);
  const instant = (at: Date | null) => sql`${at?.toISOString() ?? "-infinity"}::timestamptz`;
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<RawRow>(sql`
      with picked as (
        select a.id, a.name, a.head_version as version, a.archived_at, v.config #>> '{model,id}' as model
        from agents a
        join agent_versions v on v.workspace_id = a.workspace_id and v.agent_id = a.id and v.version = a.head_version
        where a.workspace_id = ${ctx.workspaceId}
          and a.archived_at is ${filter.isArchived ? sql`not null` : sql`null`}
          ${filter.q ? sql`and strpos(lower(a.name), lower(${filter.q})) > 0` : sql``}
          ${filter.model ? sql`and v.config #>> '{model,id}' = ${filter.model}` : sql``}
      ), counted as (
        select agent_id,
          ${counts(sql`occurred_at >= ${instant(since)}`)},
          ${counts(sql`occurred_at < ${instant(since)}`, "before_")}
        from sessions
        where workspace_id = ${ctx.workspaceId} and archived_at is null and agent_id in (select id from picked)
          and occurred_at >= ${instant(beforeSince)} and occurred_at < ${until.toISOString()}::timestamptz
        group by agent_id
      ), listed as (
        select p.*, c.*, l.occurred_at as last_session_at,
          (${SORT_VALUES[filter.sort]})::float8 as value
        from picked p
        left join counted c on c.agent_id = p.id
        left join lateral (
          select occurred_at from sessions s
          where s.workspace_id = ${ctx.workspaceId} and s.agent_id = p.id and s.archived_at is null
          order by s.occurred_at desc limit 1) l on true
      )
      select listed.*, d.id as dream_id, d.created_at as dream_at
      from listed
      left join lateral (
        select id, created_at from dreams d where d.workspace_id = ${ctx.workspaceId} and d.agent_id = listed.id order by d.id desc limit 1) d on true
      ${cursor ? after(filter.sort, String(cursor[0]), String(cursor[1])) : sql``}
      order by ${filter.sort === "name" ? sql`name, id` : sql`value desc nulls last, id desc`}
      limit ${filter.limit + 1}`);
    return toPage(
      rows,
      filter.limit,
      (row) => encodeCursor(`agent_list_${filter.sort}`, [filter.sort === "name" ? row.name : String(row.value ?? ""), row.id]),
      (row) => toRow(row, since !== null),
    );
  });
}

function counts(within: SQL, prefix = ""): SQL {
  const name = (word: string) => sql.raw(`${prefix}${word}`);
  return sql`(count(*) filter (where ${within}))::int as ${name("total")},
    (count(outcome_success) filter (where ${within}))::int as ${name("judged")},
    (count(*) filter (where outcome_success and ${within}))::int as ${name("met")}`;
}

const SORT_VALUES: Record<AgentSort, SQL> = {
  new: sql`null`,
  name: sql`null`,
  sessions: sql`coalesce(c.total, 0)`,
  completion: sql`c.met::float8 / nullif(c.judged, 0)`,
  change: sql`c.met::float8 / nullif(c.judged, 0) - c.before_met::float8 / nullif(c.before_judged, 0)`,
  last: sql`extract(epoch from l.occurred_at)`,
};

function after(sort: AgentSort, value: string, id: string): SQL {
  if (sort === "name") return sql`where (name, listed.id) > (${value}, ${id})`;
  if (value === "") return sql`where value is null and listed.id < ${id}`;
  return sql`where value is null or value < ${value}::float8 or (value = ${value}::float8 and listed.id < ${id})`;
}

type RawRow = Record<string, unknown> & {
  id: AgentId;
  name: string;
  model: string;
  version: number;
  archived_at: string | null;
  total: number | null;
  judged: number | null;
  met: number | null;
  before_total: number | null;
  before_judged: number | null;
  before_met: number | null;
  last_session_at: string | null;
  dream_id: string | null;
  dream_at: string | null;
  value: number | null;
};

function toRow(row: RawRow, hasBefore: boolean): AgentListRow {
  return {
    id: row.id,
    name: row.name,
    model: row.model,
    version: row.version,
    archivedAt: row.archived_at === null ? null : new Date(row.archived_at),
    current: { total: row.total ?? 0, judged: row.judged ?? 0, met: row.met ?? 0 },
    before: hasBefore ? { total: row.before_total ?? 0, judged: row.before_judged ?? 0, met: row.before_met ?? 0 } : null,
    lastSessionAt: row.last_session_at === null ? null : new Date(row.last_session_at),
    lastDream: row.dream_id && row.dream_at ? { id: row.dream_id, at: new Date(row.dream_at) } : null,
  };
}

/** How each of those agents did over time: that many equal parts of the stretch, null where none was judged. O(sessions in it). */
export async function completionLines(
  ctx: Ctx,
  agentIds: AgentId[],
  span: TimeSpan,
  parts: number,
): Promise<Map<AgentId, (number | null)[]>> {
  assertCan(ctx.actor, "read");
  if (agentIds.length === 0 || span.since === null) return new Map();
  const from = span.since.getTime() / 1000;
  const to = (span.until ?? ctx.clock.now()).getTime() / 1000;
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx.execute<{ agent_id: AgentId; part: number; rate: number }>(sql`
      select agent_id, least(${parts}, width_bucket(extract(epoch from occurred_at)::float8, ${from}::float8, ${to}::float8, ${parts}::int))::int as part,
        avg(outcome_success::int)::float8 as rate
      from sessions
      where workspace_id = ${ctx.workspaceId} and archived_at is null and outcome_success is not null
        and agent_id in (select jsonb_array_elements_text(${JSON.stringify(agentIds)}::text::jsonb) collate "C")
        and occurred_at >= to_timestamp(${from}) and occurred_at < to_timestamp(${to})
      group by 1, 2`);
    const lines = new Map<AgentId, (number | null)[]>();
    for (const row of rows) {
      const line = lines.get(row.agent_id) ?? new Array<number | null>(parts).fill(null);
      if (row.part >= 1) line[row.part - 1] = row.rate;
      lines.set(row.agent_id, line);
    }
    return lines;
  });
}
