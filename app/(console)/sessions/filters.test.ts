import { describe, expect, it } from "vitest";
import { filtersInForce, readFilterText, toListFilter, writeFilterText } from "./filters";
import { loadSessionsSearch } from "./search-params";

const agents = [
  { id: "agent_01jd0000000000000000000001", name: "Triage" },
  { id: "agent_01jd0000000000000000000002", name: "Rebooking desk" },
  { id: "agent_01jd0000000000000000000003", name: "Rebooking night" },
];
const EVER = { since: null, until: null, words: "All time" };

describe("the filters of the sessions", () => {
  it("reads what is typed, and writes it back the same", async () => {
    const text =
      'agent:Triage status:terminated outcome:not_met tool:get_user errors:>=2 errors:<9 cost:>$0.50 duration:>90s "refund" order';
    const read = readFilterText(text, agents);
    if (!read.ok) throw new Error(read.error.message);
    const search = { ...(await loadSessionsSearch(new URLSearchParams())), ...read.search };
    expect(toListFilter(search, EVER)).toMatchObject({
      agentId: agents[0]?.id,
      status: "terminated",
      outcome: "not_met",
      tool: "get_user",
      text: "refund order",
      comparisons: [
        { field: "errors", operator: ">=", value: 2 },
        { field: "errors", operator: "<", value: 9 },
        { field: "cost", operator: ">", value: 0.5 },
        { field: "duration", operator: ">", value: 90_000 },
      ],
    });
    expect(readFilterText(writeFilterText(search, agents), agents)).toEqual(read);
    expect(filtersInForce(search, agents).map(({ label, value }) => `${label}: ${value}`)).toContain("Errors: >= 2 and < 9");
  });

  it.each([
    ["status:failed", "status: is one of rescheduling, running, idle, terminated.", 0],
    ["x agent:nobody", "There is no agent “nobody”.", 2],
    ["agent:rebooking", "2 agents are called like that. Write the whole name.", 0],
    ["errors:many", "Give a number, like errors:>2.", 0],
    ["cost:>much", "Give an amount in dollars, like cost:>0.50.", 0],
    ["duration:>5y", "Give a time like duration:>90s or duration:<5m.", 0],
    ["outcome:>met", "outcome: takes a value, not a comparison.", 0],
    ["version:x", "Give a version's number, like version:3.", 0],
  ])("points to what is wrong in %j", (text, message, at) => {
    expect(readFilterText(text, agents)).toMatchObject({ ok: false, error: { message, at } });
  });

  it("takes an agent by part of its name where only one fits, and “ended” for terminated", () => {
    expect(readFilterText("agent:desk status:ended", agents)).toMatchObject({
      ok: true,
      search: { agent: agents[1]?.id, status: "terminated" },
    });
  });

  it("ignores what an address says that can't be read", async () => {
    const search = await loadSessionsSearch(new URLSearchParams("agent=x&errors=lots&status=nope&version=-4&tokens=>1k"));
    expect(toListFilter(search, EVER)).toMatchObject({
      agentId: undefined,
      status: undefined,
      version: undefined,
      comparisons: [{ field: "tokens", value: 1000 }],
    });
  });
});
