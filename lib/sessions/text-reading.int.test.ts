import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { countFilteredSessions, listFilteredSessions, readFacets, readHistogram } from "@/lib/sessions/list";
import { DEFAULT_SORT, type ListFilter } from "@/lib/sessions/list-filter";
import { chooseReading } from "@/lib/sessions/text-reading";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { importPlanned } from "@/lib/testing/dreams";

/** Copies of one session; every second says "common", every five-hundredth "rare". */
const COPIES = 12_000;

describe("looking for words among many sessions", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
    await importPlanned(test.ctxFor("operator"), "Rebooking", 1);
    await inWorkspace(test.ctxFor("admin"), async (tx) => {
      await tx.execute(sql`
        insert into sessions (workspace_id, id, agent_id, agent_version, agent_snapshot_hash, environment_id, status, metadata, source,
          occurred_at, created_at, updated_at, outcome_success)
        select workspace_id, 'sesn_' || lpad(n::text, 26, '0'), agent_id, agent_version, agent_snapshot_hash, environment_id, status, metadata, source,
          '2026-11-20T00:00:00Z'::timestamptz - n * interval '1 minute', created_at, updated_at, n % 3 = 0
        from sessions, generate_series(1, ${COPIES}::int) as n`);
      await tx.execute(sql`
        insert into session_search (workspace_id, session_id, part, is_split, words)
        select workspace_id, id, 0, false, array_to_tsvector(array['all'] || case when n % 2 = 0 then array['common'] else '{}' end
          || case when n % 500 = 0 then array['rare'] else '{}' end)
        from (select *, right(id, 26)::int as n from sessions where id like 'sesn_00000%') s`);
    });
  });
  afterAll(() => test.close());

  const probed = async (tx: Tx) => {
    const [row] = await tx.execute<{ n: number }>(
      sql`select idx_scan::int as n from pg_stat_xact_user_tables where relname = 'session_search'`,
    );
    return row?.n ?? 0;
  };
  const firstPage = (ctx: Ctx, filter: ListFilter) => listFilteredSessions(ctx, filter, { sort: DEFAULT_SORT, limit: 50, cursor: null });

  it("walks along common words and stops with the page, the same rows as by the index", async () => {
    await inWorkspace(test.ctxFor("viewer"), async (tx, ctx) => {
      expect(await chooseReading(tx, ctx, { text: "common" })).toBe("probe");
      const before = await probed(tx);
      const { items, nextCursor } = await firstPage(ctx, { text: "common" });
      expect((await probed(tx)) - before).toBeLessThan(1000);
      expect(items.map(({ id }) => Number(id.slice(5)))).toEqual(Array.from({ length: 50 }, (_, place) => 2 * (place + 1)));
      const next = await listFilteredSessions(ctx, { text: "common" }, { sort: DEFAULT_SORT, limit: 50, cursor: nextCursor });
      expect(next.items[0]?.id.endsWith("102")).toBe(true);
    });
  });

  it("says about how many there are, and counts facets and steps of a sample", async () => {
    await inWorkspace(test.ctxFor("viewer"), async (tx, ctx) => {
      expect(await countFilteredSessions(ctx, { text: "common" })).toEqual({ count: 6000, isAbout: true });
      const facets = await readFacets(ctx, { text: "common" });
      expect(facets.sampleOf).toBe(2000);
      expect(facets.source).toEqual([{ value: "import", count: 2000 }]);
      const { buckets, oneIn } = await readHistogram(ctx, { text: "common" });
      expect(oneIn).toBe(3);
      const all = buckets.reduce((sum, bucket) => sum + bucket.met + bucket.notMet, 0);
      expect(Math.abs(all - 6000)).toBeLessThan(600);
      expect(await probed(tx)).toBeLessThan(16_000);
    });
  });

  it("looks rare words up, and counts them exactly", async () => {
    await inWorkspace(test.ctxFor("viewer"), async (tx, ctx) => {
      expect(await chooseReading(tx, ctx, { text: "rare" })).toBe("index");
      expect((await firstPage(ctx, { text: "rare" })).items).toHaveLength(COPIES / 500);
      expect(await countFilteredSessions(ctx, { text: "common rare" })).toEqual({ count: COPIES / 500, isAbout: false });
      expect((await readFacets(ctx, { text: "rare" })).sampleOf).toBeNull();
    });
  });
});
