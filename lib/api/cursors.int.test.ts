import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";
import { dreamInProcess, importPlanned } from "@/lib/testing/dreams";
import { noteText, writeMemories } from "@/lib/testing/memories";

const FORGED = [null, 5, -1, 0.5, 1e300, "x", "", "2026-11-22", "9".repeat(30), "\u0000"];

describe("page cursors", () => {
  let api: ApiFixture;
  let lists: string[];
  beforeAll(async () => {
    api = await createApiFixture();
    const agentId = await importPlanned(api.ctxFor("operator"), "Booker", 60);
    await importPlanned(api.ctxFor("operator"), "Second", 3);
    const dream = await dreamInProcess(api.ctxFor("operator"), agentId);
    api.clock.advance(1_000);
    await dreamInProcess(api.ctxFor("operator"), agentId, { since: "2020-01-01T00:00:00.000Z", until: null });
    const store = `/v1/memory_stores/${dream.storeId}`;
    await writeMemories(api.ctxFor("reviewer"), dream.storeId, { "/notes/a.md": noteText("A"), "/other/b.md": noteText("B") });
    await writeMemories(api.ctxFor("reviewer"), dream.storeId, { "/notes/c.md": noteText("C") });
    const first = async (path: string) => (await api.expectCall(200, "GET", path)).data?.[0]?.id;
    const changes = `/v1/dreams/${dream.id}/changes`;
    lists = [
      "/v1/agents?",
      "/v1/sessions?",
      "/v1/sessions?order=asc&",
      `/v1/sessions/${await first("/v1/sessions")}/events?`,
      `/v1/sessions/${await first("/v1/sessions")}/events?order=desc&`,
      `${store}/memories?`,
      `${store}/memories?depth=1&`,
      `${store}/memory_versions?`,
      `${store}/revisions?`,
      "/v1/learnings?",
      "/v1/learnings?order_by=updated_at&",
      "/v1/imports?",
      "/v1/dreams?",
      `${changes}?`,
      `${changes}/${await first(changes)}/evidence?`,
      "/v1/api_keys?",
      "/v1/audit?",
    ];
    await api.makeKey();
  });
  afterAll(() => api?.close());

  it("lead from every list's first page to a second one that repeats nothing", async () => {
    for (const list of lists) {
      const { data: first, next_page } = await api.expectCall(200, "GET", `${list}limit=1`);
      expect([list, typeof next_page]).toEqual([list, "string"]);
      const { data: second } = await api.expectCall(200, "GET", `${list}limit=1&page=${next_page}`);
      expect([list, second?.length]).toEqual([list, 1]);
      expect(second).not.toEqual(first);
    }
  });

  it("never lead to a fault, however they are forged, and are refused on another list", async () => {
    let refused = 0;
    for (const list of lists) {
      const { next_page } = await api.expectCall(200, "GET", `${list}limit=1`);
      const parts = JSON.parse(Buffer.from(String(next_page), "base64url").toString()) as unknown[];
      const forgeries: unknown[] = [{}, [], [parts[0]], [...parts, 1], ["nobody's", ...parts.slice(1)]];
      for (let at = 1; at < parts.length; at++)
        for (const forged of FORGED) forgeries.push(parts.map((part, index) => (index === at ? forged : part)));
      for (const forged of forgeries) {
        const page = Buffer.from(JSON.stringify(forged)).toString("base64url");
        const { status } = await api.call("GET", `${list}limit=1&page=${page}`);
        expect([200, 400], `${list} ${JSON.stringify(forged)}`).toContain(status);
        if (status === 400) refused += 1;
      }
      const foreign = list.startsWith("/v1/agents") ? "/v1/dreams" : "/v1/agents";
      await api.expectCall(400, "GET", `${foreign}?page=${next_page}`);
    }
    expect(refused).toBeGreaterThan(lists.length * 5);
  });
});
