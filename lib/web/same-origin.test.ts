import { describe, expect, it } from "vitest";
import { isSameOrigin } from "@/lib/web/same-origin";

const check = (headers: Record<string, string>, publicUrl?: string) => isSameOrigin(new Headers(headers), publicUrl);

describe("isSameOrigin", () => {
  it("believes the browser's own word", () => {
    expect(check({ "sec-fetch-site": "same-origin" })).toBe(true);
    for (const site of ["same-site", "cross-site", "none", ""]) {
      expect(check({ "sec-fetch-site": site, origin: "http://a.test", host: "a.test" })).toBe(false);
    }
  });

  it("compares the origin with the host where the browser says nothing more", () => {
    expect(check({ origin: "http://a.test:3000", host: "a.test:3000" })).toBe(true);
    expect(check({ origin: "http://a.test:3001", host: "a.test:3000" })).toBe(false);
    expect(check({ origin: "http://evil.test", host: "a.test" })).toBe(false);
  });

  it("accepts the public address behind a proxy that changes the host", () => {
    expect(check({ origin: "https://reverie.test", host: "10.0.0.4:3000" }, "https://reverie.test/")).toBe(true);
    expect(check({ origin: "http://reverie.test", host: "10.0.0.4:3000" }, "https://reverie.test/")).toBe(false);
  });

  it("refuses a request that does not say where it comes from", () => {
    expect(check({ host: "a.test" })).toBe(false);
    expect(check({ origin: "null", host: "a.test" })).toBe(false);
    expect(check({ origin: "nonsense", host: "nonsense" })).toBe(false);
  });
});
