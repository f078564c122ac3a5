/**
 * The second wall of tenancy, applied after every migration and safe to repeat: grants and row-level security for each table of the catalogue.
 * A table that is not listed here as global is a workspace's and must have a `workspace_id`.
 */

import type { Sql } from "postgres";
import { AppError } from "@/lib/errors";

export const APP_ROLE = "reverie_app";
/** Owns the look-up functions; can't sign in, and nobody is a member of it at run time. */
export const LOOKUP_ROLE = "reverie_lookup";

/** Tables without a workspace, and what the runtime role may do with them. */
export const GLOBAL_TABLES = {
  users: "select, insert, update",
  user_sessions: "select, insert, update, delete",
  sign_in_attempts: "select, insert, update, delete",
  installation: "select, insert, update",
  worker_executors: "select, insert, update, delete",
} as const satisfies Record<string, string>;

/** History: rows are added, never changed. Deletion comes only with the parent's, through the owner's cascade. */
export const APPEND_ONLY_TABLES = [
  "agent_snapshots",
  "agent_versions",
  "audit_entries",
  "exposure_answers",
  "exposure_items",
  "exposures",
  "memory_versions",
  "outcome_reports",
  "model_calls",
  "session_events",
  "session_messages",
  "store_revisions",
  "webhook_attempts",
] as const;

/** Columns that a look-up before the workspace is known may read. */
const LOOKUP_COLUMNS = {
  api_keys: "workspace_id, id, key_hash",
  environment_keys: "workspace_id, id, key_hash",
  work_items: "workspace_id, id, token_hash",
  workspace_members: "workspace_id, user_id",
  workspaces: "workspace_id",
  dreams: "workspace_id, id, status, created_at, updated_at",
  imports: "workspace_id, id, status, heartbeat_at",
  webhook_deliveries: "workspace_id, id, endpoint_id, next_attempt_at",
  agents: "workspace_id, id, archived_at",
  deployments: "workspace_id, id, agent_id, next_run_at, archived_at",
  session_search: "workspace_id, session_id, is_split, words",
  live_sessions: "workspace_id, session_id, run, is_active, activated_at, picked_up_at",
} as const;

/** What the redaction below reads and blanks. */
const REDACTED_COLUMNS = "content, content_sha256, content_size_bytes, path, redacted_at, redacted_by";

/**
 * Everything that may be asked before the workspace is known, and what row-level security would make slow. Each returns ids and nothing else.
 * The last one answers for the transaction's own workspace only: it exists because a text index may not be used under row-level security.
 */
const LOOKUP_FUNCTIONS = [
  {
    name: "reverie_find_api_key(p_hash text)",
    returns: "table (workspace_id text, id text)",
    body: "select k.workspace_id, k.id from public.api_keys k where k.key_hash = p_hash",
  },
  {
    name: "reverie_find_environment_key(p_hash text)",
    returns: "table (workspace_id text, id text)",
    body: "select k.workspace_id, k.id from public.environment_keys k where k.key_hash = p_hash",
  },
  {
    name: "reverie_find_work(p_token_hash text)",
    returns: "table (workspace_id text, id text)",
    body: "select w.workspace_id, w.id from public.work_items w where w.token_hash = p_token_hash",
  },
  {
    name: "reverie_find_memberships(p_user_id text)",
    returns: "table (workspace_id text)",
    body: "select m.workspace_id from public.workspace_members m where m.user_id = p_user_id",
  },
  {
    name: "reverie_list_workspaces()",
    returns: "table (workspace_id text)",
    body: "select w.workspace_id from public.workspaces w",
  },
  {
    name: "reverie_find_pending_dreams(p_before timestamptz)",
    returns: "table (workspace_id text, id text)",
    body: "select d.workspace_id, d.id from public.dreams d where d.status in ('pending', 'running') and d.updated_at < p_before order by d.id limit 500",
  },
  {
    name: "reverie_find_stalled_imports(p_before timestamptz)",
    returns: "table (workspace_id text, id text)",
    body: "select i.workspace_id, i.id from public.imports i where i.status = 'running' and i.heartbeat_at < p_before limit 500",
  },
  {
    // Runs that no worker began, and those begun long ago, whose worker may have died.
    name: "reverie_find_active_sessions(p_waiting_since timestamptz, p_begun_before timestamptz)",
    returns: "table (workspace_id text, session_id text, run integer, is_begun boolean)",
    body: `select l.workspace_id, l.session_id, l.run, l.picked_up_at is not null from public.live_sessions l
       where l.is_active and (l.picked_up_at is null and l.activated_at < p_waiting_since or l.picked_up_at < p_begun_before)
       order by l.activated_at limit 500`,
  },
  {
    name: "reverie_find_due_webhooks(p_now timestamptz)",
    returns: "table (workspace_id text, id text)",
    // Some of each endpoint: one that is far behind does not keep the others waiting.
    body: `select due.workspace_id, due.id from (
         select d.workspace_id, d.id, d.next_attempt_at, row_number() over (partition by d.workspace_id, d.endpoint_id order by d.next_attempt_at) as place
         from public.webhook_deliveries d where d.next_attempt_at <= p_now) due
       where due.place <= 50 order by due.next_attempt_at limit 500`,
  },
  {
    name: "reverie_find_due_deployments(p_now timestamptz)",
    returns: "table (workspace_id text, id text)",
    body: "select d.workspace_id, d.id from public.deployments d where d.next_run_at <= p_now order by d.next_run_at limit 500",
  },
  {
    name: "reverie_find_deployments_of_archived_agents()",
    returns: "table (workspace_id text, id text)",
    body: "select d.workspace_id, d.id from public.deployments d join public.agents a on a.workspace_id = d.workspace_id and a.id = d.agent_id where d.archived_at is null and a.archived_at is not null limit 500",
  },
  {
    // Words that are looked for together may lie in different parts of a session that has many.
    name: "reverie_search_sessions(p_words text[])",
    returns: "table (session_id text)",
    body: `select s.session_id from public.session_search s
       where s.workspace_id = current_setting('reverie.workspace_id', true) and s.words @@ array_to_string(p_words, ' & ')::tsquery
     union
     select s.session_id from public.session_search s join unnest(p_words) as w (word) on s.words @@ w.word::tsquery
       where s.workspace_id = current_setting('reverie.workspace_id', true) and s.is_split
       group by s.session_id having count(distinct w.word) = cardinality(p_words)`,
  },
] as const;

type Table = { name: string; hasWorkspace: boolean };

async function listTables(sql: Sql): Promise<Table[]> {
  return sql<Table[]>`
    select c.relname as name,
           exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnotnull and not a.attisdropped) as "hasWorkspace"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')
    order by 1`;
}

function isGlobal(name: string): name is keyof typeof GLOBAL_TABLES {
  return name in GLOBAL_TABLES;
}

function grantsFor(name: string): string {
  if (isGlobal(name)) return GLOBAL_TABLES[name];
  // What was sent while the agent was at work is in the log at once; when it takes effect is the one thing that becomes known later.
  if (name === "session_events") return "select, insert, update (processed_at)";
  return (APPEND_ONLY_TABLES as readonly string[]).includes(name) ? "select, insert" : "select, insert, update, delete";
}

/** Statements that protect one table; idempotent. */
function protect(table: Table): string[] {
  const grants = [
    `revoke all on public."${table.name}" from ${APP_ROLE}, public`,
    `grant ${grantsFor(table.name)} on public."${table.name}" to ${APP_ROLE}`,
  ];
  if (isGlobal(table.name)) return grants;
  return [
    ...grants,
    `alter table public."${table.name}" enable row level security`,
    `alter table public."${table.name}" force row level security`,
    `drop policy if exists workspace on public."${table.name}"`,
    // The sub-select is evaluated once per statement. An unset workspace is null or '': it equals no id.
    `create policy workspace on public."${table.name}" to ${APP_ROLE}
       using (workspace_id = (select current_setting('reverie.workspace_id', true)))
       with check (workspace_id = (select current_setting('reverie.workspace_id', true)))`,
  ];
}

function lookups(): string[] {
  const statements = [`grant usage on schema public to ${LOOKUP_ROLE}`];
  for (const [table, columns] of Object.entries(LOOKUP_COLUMNS)) {
    statements.push(
      `revoke all on public."${table}" from ${LOOKUP_ROLE}`,
      `grant select (${columns}) on public."${table}" to ${LOOKUP_ROLE}`,
      `drop policy if exists lookup on public."${table}"`,
      `create policy lookup on public."${table}" for select to ${LOOKUP_ROLE} using (true)`,
    );
  }
  // The one change that history allows: a version's text goes, who wrote it and when remain. Never across workspaces.
  statements.push(
    `grant select on public.memory_versions to ${LOOKUP_ROLE}`,
    `grant update (${REDACTED_COLUMNS}) on public.memory_versions to ${LOOKUP_ROLE}`,
    "drop policy if exists redaction on public.memory_versions",
    `create policy redaction on public.memory_versions to ${LOOKUP_ROLE}
       using (workspace_id = (select current_setting('reverie.workspace_id', true)))
       with check (workspace_id = (select current_setting('reverie.workspace_id', true)) and content is null)`,
  );
  // A function's new owner must be allowed to create in the schema while it takes it over.
  statements.push(`grant create on schema public to ${LOOKUP_ROLE}`);
  for (const { name, returns, body } of LOOKUP_FUNCTIONS) {
    const signature = name.replace(/\bp_\w+ /g, "");
    statements.push(
      `drop function if exists public.${signature}`,
      `create function public.${name} returns ${returns} language sql stable security definer set search_path = pg_catalog, pg_temp as $$ ${body} $$`,
      `revoke all on function public.${signature} from public`,
      `grant execute on function public.${signature} to ${APP_ROLE}`,
      `alter function public.${signature} owner to ${LOOKUP_ROLE}`,
    );
  }
  statements.push(
    "drop function if exists public.reverie_redact_version(text, timestamptz, jsonb)",
    `create function public.reverie_redact_version(p_id text, p_at timestamptz, p_by jsonb) returns void
       language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
       update public.memory_versions set content = null, content_sha256 = null, content_size_bytes = null, path = null, redacted_at = p_at, redacted_by = p_by
       where id = p_id and redacted_at is null $$`,
    "revoke all on function public.reverie_redact_version(text, timestamptz, jsonb) from public",
    `grant execute on function public.reverie_redact_version(text, timestamptz, jsonb) to ${APP_ROLE}`,
    `alter function public.reverie_redact_version(text, timestamptz, jsonb) owner to ${LOOKUP_ROLE}`,
    `revoke create on schema public from ${LOOKUP_ROLE}`,
  );
  return statements;
}

/** Protects every table in one transaction. Throws `internal` for a table that is neither global nor a workspace's. */
export async function applySecurity(sql: Sql): Promise<void> {
  const tables = await listTables(sql);
  for (const table of tables) {
    if (!table.hasWorkspace && !isGlobal(table.name)) {
      throw new AppError("internal", `Table ${table.name} has no workspace_id and is not listed as global in lib/db/security.ts.`);
    }
  }
  await sql.begin(async (tx) => {
    await tx.unsafe(`revoke create on schema public from public; grant usage on schema public to ${APP_ROLE}`);
    for (const statement of [...tables.flatMap(protect), ...lookups()]) await tx.unsafe(statement);
  });
}
