import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEntries, verifyAudit } from "@/lib/audit/queries";
import { modelClient } from "@/lib/model/client";
import { clearPrice, setPrice } from "@/lib/model/commands";
import { costOf } from "@/lib/model/cost";
import { ClearPriceInput, SetPriceInput } from "@/lib/model/inputs";
import { LIST_PRICES } from "@/lib/model/list-prices";
import { checkModelKey } from "@/lib/model/models";
import { toPriceTexts } from "@/lib/model/price-texts";
import { findPrice, listPricedModels, listPrices } from "@/lib/model/queries";
import { createTestWorkspace, type TestWorkspace } from "@/lib/testing/database";
import { startFakeModel } from "@/lib/testing/fake-model/server";

const rates = { input_usd: "1.50", output_usd: "7.5", cache_read_usd: "0.15", cache_write_5m_usd: "1.875", cache_write_1h_usd: "3" };
const input = (model: string, more: object = {}) => SetPriceInput.parse({ model, ...rates, ...more });

describe("model prices", () => {
  let test: TestWorkspace;
  beforeAll(async () => {
    test = await createTestWorkspace();
  });
  afterAll(() => test?.close());

  it("are the list's until an admin sets one, which then holds for dated names too", async () => {
    const admin = test.ctxFor("admin");
    const viewer = test.ctxFor("viewer");
    expect(await findPrice(viewer, "claude-haiku-4-5-20251001")).toEqual(LIST_PRICES["claude-haiku-4-5"]);
    await setPrice(admin, input("claude-haiku-4-5"));
    const price = await findPrice(viewer, "claude-haiku-4-5-20251001");
    expect(price).toEqual({
      input: 1_500_000,
      output: 7_500_000,
      cacheRead: 150_000,
      cacheWrite5m: 1_875_000,
      cacheWrite1h: 3_000_000,
      longPrompt: null,
    });
    const all = await listPrices(viewer);
    expect(all.find(({ model }) => model === "claude-haiku-4-5")).toMatchObject({
      source: "own",
      updatedByName: "Test admin",
      updatedAt: test.clock.now(),
      readAt: null,
    });
    expect(all.find(({ model }) => model === "claude-opus-5-5")).toMatchObject({ source: "list", updatedAt: null, readAt: "2026-11-25" });
    expect(all.map(({ model }) => model)).toEqual([...new Set(all.map(({ model }) => model))].sort());
  });

  it("are set again, cleared, and none where nobody knows one", async () => {
    const admin = test.ctxFor("admin");
    expect(await findPrice(admin, "claude-mythos-5-2")).toBeNull();
    await setPrice(admin, input("house-model", { long_prompt: { above_tokens: 1000, ...rates, output_usd: "9" } }));
    await setPrice(admin, input("house-model", { input_usd: "2", long_prompt: { above_tokens: 1000, ...rates, output_usd: "9" } }));
    const price = await findPrice(admin, "house-model");
    if (!price) throw new Error("A price was set.");
    expect(price).toMatchObject({ input: 2_000_000, longPrompt: { aboveTokens: 1000, output: 9_000_000 } });
    expect(costOf({ inputTokens: 2000, outputTokens: 100, cacheReadTokens: 0, cacheCreation5m: 0, cacheCreation1h: 0 }, price)).toBe(
      "0.39",
    );
    await clearPrice(admin, ClearPriceInput.parse({ model: "house-model" }));
    expect(await findPrice(admin, "house-model")).toBeNull();
    await expect(clearPrice(admin, { model: "house-model" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("are an admin's to set, leave an audit entry, and are nobody else's workspace's", async () => {
    const before = await findPrice(test.ctxFor("viewer"), "claude-opus-5-5");
    await expect(setPrice(test.ctxFor("operator"), input("claude-opus-5-5"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(clearPrice(test.ctxFor("operator"), { model: "claude-haiku-4-5" })).rejects.toMatchObject({ code: "forbidden" });
    expect(await findPrice(test.ctxFor("viewer"), "claude-opus-5-5")).toEqual(before);
    const entries = await listAuditEntries(test.ctxFor("admin"), { limit: 10 });
    expect(entries.items.map(({ action, subjectId }) => `${action} ${subjectId}`)).toEqual([
      "price.clear house-model",
      "price.set house-model",
      "price.set house-model",
      "price.set claude-haiku-4-5",
    ]);
    expect((await verifyAudit(test.ctxFor("admin"))).ok).toBe(true);
    const other = await test.addWorkspace("Other");
    expect(await findPrice(test.ctxFor("viewer", other), "claude-haiku-4-5")).toEqual(LIST_PRICES["claude-haiku-4-5"]);
    await setPrice(test.ctxFor("admin", other), input("claude-haiku-4-5", { input_usd: "99" }));
    expect(await findPrice(test.ctxFor("viewer"), "claude-haiku-4-5")).toMatchObject({ input: 1_500_000 });
  });

  it("take no amount that isn't one", () => {
    for (const wrong of ["", "-1", "1e3", "1.1234567", "a", "12345678"])
      expect(SetPriceInput.safeParse({ model: "m", ...rates, input_usd: wrong }).success, wrong).toBe(false);
    expect(SetPriceInput.safeParse({ model: "two words", ...rates }).success).toBe(false);
    expect(SetPriceInput.safeParse({ model: "m", ...rates, output_usd: undefined }).success).toBe(false);
  });

  it("say what they replace, so that it can be taken back", async () => {
    const admin = test.ctxFor("admin");
    const first = await setPrice(admin, input("undo-model"));
    expect(first.before).toBeNull();
    const second = await setPrice(admin, input("undo-model", { input_usd: "9", long_prompt: { above_tokens: 10, ...rates } }));
    expect(second.before).toEqual(first.price);
    const { before } = await clearPrice(admin, { model: "undo-model" });
    expect(before).toEqual(second.price);
    if (!before) throw new Error("It had a price.");
    const { "long_prompt.above_tokens": above, ...texts } = toPriceTexts(before);
    const of = (prefix: string) =>
      Object.fromEntries(
        Object.entries(texts)
          .filter(([name]) => name.startsWith("long_prompt.") === (prefix !== ""))
          .map(([name, text]) => [name.slice(prefix.length), text]),
      );
    await setPrice(
      admin,
      SetPriceInput.parse({ model: "undo-model", ...of(""), long_prompt: { above_tokens: Number(above), ...of("long_prompt.") } }),
    );
    expect(await findPrice(admin, "undo-model")).toEqual(second.price);
  });

  it("stand beside the models there are, those that were asked, and the rest of the list", async () => {
    const viewer = test.ctxFor("viewer");
    const model = (id: string) => ({ id, displayName: id.toUpperCase(), contextWindow: 1, mostOutputTokens: 1 });
    const priced = await listPricedModels(viewer, [model("claude-haiku-4-5-20251001"), model("brand-new")], ["home-grown", "brand-new"]);
    expect(priced.slice(0, 3).map(({ id, price }) => [id, price?.source ?? null, price?.model ?? null])).toEqual([
      ["claude-haiku-4-5-20251001", "own", "claude-haiku-4-5"],
      ["brand-new", null, null],
      ["home-grown", null, null],
    ]);
    expect(priced.map(({ id }) => id)).not.toContain("claude-haiku-4-5");
    expect(priced.map(({ id }) => id)).toContain("claude-opus-5-5");
    expect(new Set(priced.map(({ id }) => id)).size).toBe(priced.length);
  });

  it("come with a key that an admin can try, which says what the API said", async () => {
    const fake = await startFakeModel({ apiKey: "sk-right" });
    const clientOf = (key: string, url = fake.url) => modelClient({ ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: url });
    const admin = test.ctxFor("admin");
    expect((await checkModelKey(admin, clientOf("sk-right"))).models).toBeGreaterThan(3);
    await expect(checkModelKey(admin, clientOf("sk-wrong"))).rejects.toMatchObject({
      code: "unavailable",
      failure: { kind: "authentication" },
    });
    await expect(checkModelKey(admin, null)).rejects.toMatchObject({ code: "not_found" });
    await expect(checkModelKey(test.ctxFor("operator"), clientOf("sk-right"))).rejects.toMatchObject({ code: "forbidden" });
    await fake.close();
    await expect(checkModelKey(admin, clientOf("sk-right"))).rejects.toMatchObject({ failure: { kind: "connection" } });
  });
});
