import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiFixture, createApiFixture } from "@/lib/testing/api-fixture";

describe("POST /v1/schedules/preview", () => {
  let api: ApiFixture;
  beforeAll(async () => {
    api = await createApiFixture();
  });
  afterAll(() => api?.close());

  const preview = (body: unknown, status = 200) => api.expectCall(status, "POST", "/v1/schedules/preview", { body });

  it("answers words, next runs and warnings", async () => {
    expect(await preview({ expression: "30 2 * * *", timezone: "America/New_York", from: "2027-03-12T12:00:00Z", count: 2 })).toEqual({
      words: "Every day at 02:30, America/New_York",
      next: ["2027-03-13T07:30:00.000Z", "2027-03-15T06:30:00.000Z"],
      warnings: [expect.stringMatching(/^On 14 March 2027 .* 02:30 does not exist/), expect.stringMatching(/^On 12 March 2028/)],
    });
    const fromNow = await preview({ expression: "0 13 * * *", timezone: "UTC" });
    expect(fromNow.next).toHaveLength(5);
    expect((fromNow.next as string[])[0]).toBe("2026-11-22T13:00:00.000Z");
    expect(await preview({ expression: "0 0 30 2 *", timezone: "UTC" })).toMatchObject({
      next: [],
      warnings: [expect.stringMatching(/never runs/)],
    });
  });

  it("names the field that is wrong", async () => {
    const said = async (body: unknown) => ((await preview(body, 400)).error as { message: string }).message;
    expect(await said({ expression: "0 25 * * *", timezone: "UTC" })).toBe('expression: hour: "25" is outside 0 to 23.');
    expect(await said({ expression: "@daily", timezone: "UTC" })).toMatch(/^expression: Shortcuts/);
    expect(await said({ expression: "* * * * *", timezone: "Mars/Base" })).toMatch(/^timezone: "Mars\/Base" is no time zone/);
    expect(await said({ expression: "* * * * *" })).toBe("timezone: required.");
    expect(await said({ expression: "* * * * *", timezone: "UTC", count: 101 })).toMatch(/^count: /);
    expect(await said({ expression: "* * * * *", timezone: "UTC", from: "tomorrow" })).toMatch(/^from: /);
    const { key } = await api.makeKey({ scopes: ["ingest"] });
    await api.expectCall(403, "POST", "/v1/schedules/preview", { key, body: { expression: "* * * * *", timezone: "UTC" } });
  });
});
