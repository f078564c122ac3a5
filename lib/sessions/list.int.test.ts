import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import type { AgentId, SessionId } from "@/lib/ids";
import {
  countFilteredSessions,
  findNearest,
  findWhatExcludes,
  listFilteredIds,
  listFilteredSessions,
  readFacets,
  readHistogram,
  type SessionRow,
  streamFilteredSessions,
} from "@/lib/sessions/list";
import { type ListFilter, SORTS, type Sort } from "@/lib/sessions/list-filter";
import { indexOlderSessions } from "@/lib/sessions/search-index";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { importPlanned } from "@/lib/testing/dreams";

const COUNT = 40;

describe("the list of sessions", () => {
  let test: TestWorkspace;
  let agentId: AgentId;
  beforeAll(async () => {
    test = await createTestWorkspace();
    agentId = await importPlanned(test.ctxFor("operator"), "Rebooking", COUNT);
    // Durations and tokens for some, a time for each.
    await inWorkspace(test.ctxFor("admin"), (tx) =>
      tx.execute(sql`update sessions set occurred_at = '2026-11-20T00:00:00Z'::timestamptz + (substr(external_id, 2)::int % 10) * interval '1 hour',
        started_at = '2026-11-20T00:00:00Z', ended_at = case when external_id < 's00030' then '2026-11-20T00:00:00Z'::timestamptz + (substr(external_id, 2)::int % 7) * interval '1 minute' end,
        usage = case when external_id >= 's00010' then jsonb_build_object('inputTokens', substr(external_id, 2)::int % 5, 'outputTokens', 10) end,
        cost_micro_usd = case when external_id >= 's00020' then substr(external_id, 2)::int % 6 * 125000 end`),
    );
  });
  afterAll(() => test.close());

  const list = async (filter: ListFilter, limit = 100) =>
    (await listFilteredSessions(test.ctxFor("viewer"), filter, { sort: { key: "occurred", isDescending: true }, limit, cursor: null }))
      .items;
  const plans = async (filter: ListFilter) => (await list(filter)).map((row) => row.externalId).sort();

  const figureOf: Record<Sort["key"], (row: SessionRow) => number | null> = {
    occurred: (row) => row.occurredAt.getTime(),
    duration: (row) => row.durationMs,
    errors: (row) => row.errorCount,
    turns: (row) => row.turnCount,
    calls: (row) => row.callCount,
    tokens: (row) => row.tokenCount,
    cost: (row) => row.costUsd,
  };

  for (const key of SORTS) {
    it.each([true, false])(
      `reads by ${key}, descending %s, every session once forward and back, the unknown last`,
      async (isDescending) => {
        const ctx = test.ctxFor("viewer");
        const sort = { key, isDescending };
        const read = (cursor: string | null) => listFilteredSessions(ctx, {}, { sort, limit: 7, cursor });
        const pages: SessionId[][] = [];
        const rows: SessionRow[] = [];
        const previous: (string | null)[] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof read>> = await read(cursor);
          rows.push(...page.items);
          pages.push(page.items.map(({ id }) => id));
          previous.push(page.previousCursor);
          cursor = page.nextCursor;
        } while (cursor);
        expect(new Set(pages.flat()).size).toBe(COUNT);
        expect(pages.flat()).toHaveLength(COUNT);
        const values = rows.map(figureOf[key]);
        const known = values.filter((value) => value !== null);
        expect(values.slice(known.length).every((value) => value === null)).toBe(true);
        expect(known).toEqual([...known].sort((a, b) => (isDescending ? b - a : a - b)));
        for (let place = pages.length - 1; place > 0; place--) {
          const back = await read(previous[place] ?? null);
          expect(back.items.map(({ id }) => id)).toEqual(pages[place - 1]);
        }
      },
    );
  }

  it("filters by each thing", async () => {
    const all = await list({});
    expect(all).toHaveLength(COUNT);
    const cases: [ListFilter, (row: SessionRow) => boolean][] = [
      [{ agentId }, () => true],
      [{ version: 1 }, (row) => row.agentVersion === 1],
      [{ version: 99 }, () => false],
      [{ status: "terminated" }, () => true],
      [{ status: "running" }, () => false],
      [{ outcome: "met" }, (row) => row.outcomeSuccess === true],
      [{ outcome: "not_met" }, (row) => row.outcomeSuccess === false],
      [{ outcome: "none" }, (row) => row.outcomeSuccess === null],
      [{ outcome: "disputed" }, () => false],
      [{ source: "import" }, () => true],
      [{ source: "live" }, () => false],
      [{ externalId: "s00003" }, (row) => row.externalId === "s00003"],
      [{ isExcluded: false }, () => true],
      [{ comparisons: [{ field: "errors", operator: ">", value: 1 }] }, (row) => row.errorCount > 1],
      [{ comparisons: [{ field: "calls", operator: "<=", value: 5 }] }, (row) => row.callCount <= 5],
      [{ comparisons: [{ field: "turns", operator: "=", value: 1 }] }, (row) => row.turnCount === 1],
      [{ comparisons: [{ field: "tokens", operator: ">=", value: 12 }] }, (row) => (row.tokenCount ?? 0) >= 12],
      [{ comparisons: [{ field: "cost", operator: ">=", value: 0.25 }] }, (row) => (row.costUsd ?? 0) >= 0.25],
      [{ comparisons: [{ field: "cost", operator: "<", value: 0.25 }] }, (row) => row.costUsd !== null && row.costUsd < 0.25],
      [{ comparisons: [{ field: "duration", operator: ">", value: 120_000 }] }, (row) => (row.durationMs ?? 0) > 120_000],
      [{ since: new Date("2026-11-20T05:00:00Z") }, (row) => row.occurredAt.getTime() >= Date.parse("2026-11-20T05:00:00Z")],
      [{ until: new Date("2026-11-20T05:00:00Z") }, (row) => row.occurredAt.getTime() < Date.parse("2026-11-20T05:00:00Z")],
    ];
    for (const [filter, holds] of cases) {
      expect(await plans(filter), JSON.stringify(filter)).toEqual(
        all
          .filter(holds)
          .map((row) => row.externalId)
          .sort(),
      );
      expect((await countFilteredSessions(test.ctxFor("viewer"), filter)).count).toBe(all.filter(holds).length);
    }
  });

  it("finds a word that only a tool returned, the beginning of a word, and words that lie apart", async () => {
    expect(await plans({ text: "user_s00003" })).toContain("s00003");
    expect(await plans({ text: "card_s00004 booked" })).toEqual(["s00004"]);
    expect(await plans({ text: "CARD_S0000" })).toContain("s00004");
    expect(await plans({ text: "nowhere" })).toEqual([]);
    expect(await plans({ text: "…" })).toEqual([]);
    for (const hostile of ["'", "a' & b", "\\", "!(|", ":*", "\0", "\ud800", "''':*"]) await plans({ text: hostile });
  });

  it("finds sessions by the tool they called and by the tool that failed", async () => {
    expect(await plans({ tool: "choose_seat" })).toEqual(await plans({ failedTool: "choose_seat" }));
    expect((await plans({ tool: "choose_seat" })).length).toBe(COUNT / 4);
    expect(await plans({ failedTool: "search_flights" })).toEqual([]);
    expect(await plans({ tool: "o'; drop" })).toEqual([]);
  });

  it("finds words that lie in different parts of a giant session", async () => {
    const ctx = test.ctxFor("admin");
    const [one] = await list({ externalId: "s00007" });
    await inWorkspace(ctx, async (tx) => {
      await tx.execute(sql`update session_search set is_split = true where session_id = ${one?.id}`);
      await tx.execute(
        sql`insert into session_search values (${ctx.workspaceId}, ${one?.id}, 1, true, array_to_tsvector(array['elsewhere']))`,
      );
    });
    expect(await plans({ text: "user_s00007 elsewhere" })).toEqual(["s00007"]);
    expect(await plans({ text: "user_s00008 elsewhere" })).toEqual([]);
  });

  it("indexes what was stored before there was an index", async () => {
    const ctx = test.ctxFor("admin");
    await inWorkspace(ctx, (tx) => tx.execute(sql`delete from session_search`));
    expect(await plans({ text: "Oslo" })).toEqual([]);
    expect(await indexOlderSessions(ctx)).toBe(COUNT);
    expect(await indexOlderSessions(ctx)).toBe(0);
    expect(await plans({ text: "Oslo" })).toHaveLength(COUNT);
    expect(await plans({ tool: "choose_seat" })).toHaveLength(COUNT / 4);
  });

  it("counts facets across their own filter, and matches over time", async () => {
    const ctx = test.ctxFor("viewer");
    const facets = await readFacets(ctx, { outcome: "met" });
    const met = facets.outcome.find(({ value }) => value === "met")?.count ?? 0;
    expect(facets.outcome.map(({ value }) => value).sort()).toEqual(["met", "not_met"]);
    expect(facets.agent).toEqual([{ value: agentId, count: met }]);
    expect(facets.source).toEqual([{ value: "import", count: met }]);
    const { buckets, stepMs } = await readHistogram(ctx, {
      since: new Date("2026-11-20T00:00:00Z"),
      until: new Date("2026-11-21T00:00:00Z"),
    });
    expect(stepMs).toBe(3_600_000);
    expect(buckets.reduce((sum, { met: a, notMet, unknown }) => sum + a + notMet + unknown, 0)).toBe(COUNT);
  });

  it("says where the nearest sessions lie and what excludes most", async () => {
    const ctx = test.ctxFor("viewer");
    const nearest = await findNearest(ctx, { since: new Date("2026-11-21T00:00:00Z") });
    expect(nearest).toMatchObject({ count: COUNT, isEarlier: true });
    expect((await findNearest(ctx, { until: new Date("2026-11-01T00:00:00Z") }))?.isEarlier).toBe(false);
    const excluding = await findWhatExcludes(ctx, { text: "Oslo", status: "running", outcome: "met" });
    expect(excluding[0]?.part).toBe("status");
  });

  it("streams every session of an export, and refuses to hand out too many ids", async () => {
    const ctx = test.ctxFor("viewer");
    let count = 0;
    for await (const _ of streamFilteredSessions(ctx, {}, { key: "errors", isDescending: true })) count += 1;
    expect(count).toBe(COUNT);
    await expect(listFilteredIds(ctx, {}, COUNT - 1)).rejects.toThrow("More than 39 sessions match");
    expect(await listFilteredIds(ctx, {}, COUNT)).toHaveLength(COUNT);
  });

  it("shows another workspace nothing", async () => {
    const other = test.ctxFor("viewer", await test.addWorkspace("Other"));
    const filters: ListFilter[] = [{}, { text: "Oslo" }, { agentId }];
    for (const filter of filters) {
      const page = await listFilteredSessions(other, filter, { sort: { key: "occurred", isDescending: true }, limit: 10, cursor: null });
      expect(page.items).toEqual([]);
      expect((await countFilteredSessions(other, filter)).count).toBe(0);
    }
    expect((await readFacets(other, {})).agent).toEqual([]);
    expect((await readHistogram(other, {})).buckets).toEqual([]);
  });

  it("refuses a cursor of another order", async () => {
    const ctx = test.ctxFor("viewer");
    const { nextCursor } = await listFilteredSessions(ctx, {}, { sort: { key: "errors", isDescending: true }, limit: 5, cursor: null });
    await expect(
      listFilteredSessions(ctx, {}, { sort: { key: "turns", isDescending: true }, limit: 5, cursor: nextCursor }),
    ).rejects.toThrow("cursor");
  });
});
