import { describe, expect, it } from "vitest";
import { RateLimiter } from "@/lib/api/middleware/rate-limit";
import { frozenClock } from "@/lib/clock";

describe("RateLimiter", () => {
  it("allows a minute's worth at once, then an even flow, for each key by itself", () => {
    const clock = frozenClock("2026-01-01T00:00:00Z");
    const limiter = new RateLimiter(clock);
    for (let i = 0; i < 60; i++) expect(limiter.take("a", 60)).toBeNull();
    expect(limiter.take("a", 60)).toBe(1);
    expect(limiter.take("b", 60)).toBeNull();
    clock.advance(999);
    expect(limiter.take("a", 60)).toBe(1);
    clock.advance(1);
    expect(limiter.take("a", 60)).toBeNull();
    expect(limiter.take("a", 60)).toBe(1);
  });

  it("never allows more than the limit in any minute after the first burst", () => {
    const clock = frozenClock("2026-01-01T00:00:00Z");
    const limiter = new RateLimiter(clock);
    let allowed = 0;
    for (let second = 0; second < 600; second++) {
      for (let i = 0; i < 5; i++) if (limiter.take("a", 30) === null) allowed += 1;
      clock.advance(1_000);
    }
    expect(allowed).toBeGreaterThanOrEqual(30 + 299);
    expect(allowed).toBeLessThanOrEqual(30 + 300);
  });

  it("says how long to wait, and waiting so long suffices", () => {
    const clock = frozenClock("2026-01-01T00:00:00Z");
    const limiter = new RateLimiter(clock);
    for (const perMinute of [1, 7, 45]) {
      const key = `k${perMinute}`;
      while (limiter.take(key, perMinute) === null);
      const seconds = limiter.take(key, perMinute) ?? 0;
      expect(seconds).toBe(Math.ceil(60 / perMinute));
      clock.advance(seconds * 1_000);
      expect(limiter.take(key, perMinute)).toBeNull();
    }
  });

  it("starts afresh when a key's limit changes, and stays whole when the clock steps back", () => {
    const clock = frozenClock("2026-01-01T00:00:00Z");
    const limiter = new RateLimiter(clock);
    expect([limiter.take("a", 1), limiter.take("a", 1)]).toEqual([null, 60]);
    expect(limiter.take("a", 2)).toBeNull();
    clock.advance(-3_600_000);
    expect([limiter.take("a", 2), limiter.take("a", 2)]).toEqual([null, 30]);
  });

  it("forgets keys that rested, when there are very many", () => {
    const clock = frozenClock("2026-01-01T00:00:00Z");
    const limiter = new RateLimiter(clock);
    for (let i = 0; i < 10_000; i++) limiter.take(`k${i}`, 1);
    expect(limiter.take("k1", 1)).not.toBeNull();
    clock.advance(180_000);
    limiter.take("one more", 1);
    expect(limiter.take("k1", 1)).toBeNull();
  });
});
