import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "@/lib/agents/commands";
import { APPEND_ONLY_TABLES, GLOBAL_TABLES } from "@/lib/db/security";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";

type Column = { name: string; type: string; isRequired: boolean };

/** Any value that the column's type accepts: the row must be refused before its content matters. */
function valueFor(column: Column): string {
  if (column.type === "jsonb") return "'{}'";
  if (column.type === "integer" || column.type === "bigint" || column.type === "double precision") return "1";
  if (column.type === "boolean") return "false";
  if (column.type.startsWith("timestamp") || column.type === "date") return "now()";
  if (column.type.endsWith("[]")) return "'{}'";
  return "'x'";
}

describe("tenancy, walked over the catalogue", () => {
  let test: TestWorkspace;
  let other: Awaited<ReturnType<TestWorkspace["addWorkspace"]>>;
  let owner: postgres.Sql;
  let app: postgres.Sql;
  let tables: string[];

  beforeAll(async () => {
    test = await createTestWorkspace();
    other = await test.addWorkspace("Another");
    owner = postgres(test.ownerUrl, { max: 1, onnotice: () => {} });
    app = postgres(test.appUrl, { max: 1, onnotice: () => {} });
    const rows = await owner<{ name: string }[]>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`;
    tables = rows.map((row) => row.name);
    await createAgent(test.ctxFor("admin"), { name: "Planted", model: { id: "m" } });
  });
  afterAll(async () => {
    await owner?.end();
    await app?.end();
    await test?.close();
  });

  const tenantTables = () => tables.filter((name) => !(name in GLOBAL_TABLES));
  const columnsOf = (table: string) => owner<Column[]>`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull and not a.atthasdef as "isRequired"
    from pg_attribute a where a.attrelid = ${`public.${table}`}::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`;

  async function inside<T>(workspaceId: string | null, work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T> {
    return app.begin(async (tx) => {
      if (workspaceId !== null) await tx`select set_config('reverie.workspace_id', ${workspaceId}, true)`;
      return work(tx);
    }) as Promise<T>;
  }

  it("lists every table without a workspace as global, and no other", async () => {
    const rows = await owner<{ name: string }[]>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p')
        and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped) order by 1`;
    expect(rows.map((row) => row.name)).toEqual(Object.keys(GLOBAL_TABLES).sort());
  });

  it("forces row-level security on every table of a workspace, with no policy for anyone but the two roles", async () => {
    const rows = await owner<{ name: string; on: boolean; forced: boolean }[]>`
      select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced from pg_class c where c.relname in ${owner(tenantTables())} and c.relkind in ('r', 'p')`;
    expect(rows.filter((row) => !row.on || !row.forced)).toEqual([]);
    const policies = await owner<{ tablename: string; roles: string; qual: string; with_check: string | null }[]>`
      select tablename, roles::text as roles, qual, with_check from pg_policies where schemaname = 'public'`;
    expect(new Set(policies.map((policy) => policy.roles))).toEqual(new Set(["{reverie_app}", "{reverie_lookup}"]));
    for (const policy of policies.filter((one) => one.roles === "{reverie_app}")) {
      expect(policy.qual).not.toMatch(/\bor\b/i);
      expect(policy.qual).toContain("reverie.workspace_id");
      expect(policy.with_check).toContain("reverie.workspace_id");
    }
  });

  it("connects as a role that owns nothing, is no superuser and can't bypass row-level security", async () => {
    const [role] =
      await app`select current_user as name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user`;
    expect(role).toEqual({ name: "reverie_app", rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
    const owned = await owner`select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'reverie_app'`;
    expect(owned).toEqual([]);
    const [member] =
      await owner`select pg_has_role('reverie_app', 'reverie_lookup', 'member') as lookup, pg_has_role('reverie_app', 'reverie_owner', 'member') as owner`;
    expect(member).toEqual({ lookup: false, owner: false });
  });

  it.each([
    ["another workspace's id", () => other as string | null],
    ["no id", () => null],
  ])("shows nothing and refuses writes with %s set", async (_name, workspace) => {
    expect(tenantTables().length).toBeGreaterThan(15);
    for (const table of tenantTables()) {
      const rows = await inside(workspace(), (tx) =>
        tx.unsafe(`select 1 from public."${table}" where workspace_id is distinct from $1 limit 1`, [workspace() ?? ""]),
      );
      expect(rows, `${table} leaks rows`).toHaveLength(0);
      const columns = (await columnsOf(table)).filter((column) => column.isRequired || column.name === "workspace_id");
      const values = columns.map((column) => (column.name === "workspace_id" ? `'${test.workspaceId}'` : valueFor(column)));
      const names = columns.map((column) => `"${column.name}"`).join(", ");
      const insert = inside(workspace(), (tx) => tx.unsafe(`insert into public."${table}" (${names}) values (${values.join(", ")})`));
      await expect(insert, `${table} accepts a foreign row`).rejects.toThrow(/row-level security/);
      const grants =
        await owner`select privilege_type from information_schema.role_table_grants where grantee = 'reverie_app' and table_name = ${table}`;
      const may = new Set(grants.map((grant) => grant.privilege_type));
      for (const statement of [
        `update public."${table}" set workspace_id = workspace_id`,
        `delete from public."${table}" where workspace_id = '${test.workspaceId}'`,
      ]) {
        const isUpdate = statement.startsWith("update");
        const run = inside(workspace(), (tx) => tx.unsafe(`${statement}${isUpdate ? ` where workspace_id = '${test.workspaceId}'` : ""}`));
        if (may.has(isUpdate ? "UPDATE" : "DELETE")) expect((await run).count, `${table} changed`).toBe(0);
        else await expect(run).rejects.toThrow(/permission denied/);
      }
    }
  });

  it("shows the workspace's own rows with its id set", async () => {
    const rows = await inside(test.workspaceId, (tx) => tx`select name from agents`);
    expect(rows).toEqual([{ name: "Planted" }]);
  });

  it("lets nobody at run time change or delete history", async () => {
    for (const table of APPEND_ONLY_TABLES) {
      await expect(inside(test.workspaceId, (tx) => tx.unsafe(`update public."${table}" set workspace_id = workspace_id`))).rejects.toThrow(
        /permission denied/,
      );
      await expect(inside(test.workspaceId, (tx) => tx.unsafe(`delete from public."${table}"`))).rejects.toThrow(/permission denied/);
    }
  });

  it("answers look-ups before the workspace is known with ids only, through functions that nobody else may run", async () => {
    const functions = await owner<{ name: string; secured: boolean; owner: string; result: string; open: boolean }[]>`
      select p.proname as name, p.prosecdef as secured, r.rolname as owner, pg_get_function_result(p.oid) as result,
        has_function_privilege('public', p.oid, 'execute') as open
      from pg_proc p join pg_roles r on r.oid = p.proowner join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' order by 1`;
    expect(functions.map((one) => one.name)).toEqual([
      "reverie_find_active_sessions",
      "reverie_find_api_key",
      "reverie_find_deployments_of_archived_agents",
      "reverie_find_due_deployments",
      "reverie_find_due_webhooks",
      "reverie_find_environment_key",
      "reverie_find_memberships",
      "reverie_find_pending_dreams",
      "reverie_find_stalled_imports",
      "reverie_find_work",
      "reverie_list_workspaces",
      "reverie_redact_version",
      "reverie_search_sessions",
    ]);
    for (const one of functions) {
      expect(one).toMatchObject({ secured: true, owner: "reverie_lookup", open: false });
      // The one that changes something answers nothing.
      if (one.name === "reverie_redact_version") expect(one.result).toBe("void");
      else if (one.name === "reverie_find_active_sessions")
        expect(one.result).toBe("TABLE(workspace_id text, session_id text, run integer, is_begun boolean)");
      else expect(one.result).toMatch(/^TABLE\((workspace_id text(, id text)?|session_id text)\)$/);
    }
  });

  it("keeps every key and index of a workspace's table beginning with the workspace", async () => {
    const exempt = new Set([
      "workspace_members_user",
      "api_keys_hash",
      "environment_keys_hash",
      "work_items_token",
      "dreams_open",
      "session_search_words",
    ]);
    const rows = await owner<{ index: string; first: string }[]>`
      select i.relname as index, a.attname as first from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0] where t.relname in ${owner(tenantTables())}`;
    expect(rows.filter((row) => row.first !== "workspace_id" && !exempt.has(row.index))).toEqual([]);
  });
});
