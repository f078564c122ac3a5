/** A token bucket per key, in this process's memory: a burst of a minute's worth, then an even flow. */
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "@/lib/api/types";
import type { Clock } from "@/lib/clock";
import { AppError } from "@/lib/errors";

const MINUTE_MS = 60_000;
/** A key that rested this long has a full bucket again: forgetting it changes nothing. */
const FORGET_AFTER_MS = 2 * MINUTE_MS;
const SWEEP_ABOVE = 10_000;

type Bucket = { tokens: number; at: number; perMinute: number };

export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Clock) {}

  /** Takes one token; null when there was one, else the whole seconds until there will be. */
  take(key: string, perMinute: number): number | null {
    const now = this.clock.now().getTime();
    const known = this.buckets.get(key);
    const filled =
      known === undefined || known.perMinute !== perMinute
        ? perMinute
        : Math.min(perMinute, known.tokens + (Math.max(0, now - known.at) * perMinute) / MINUTE_MS);
    const isAllowed = filled >= 1;
    this.buckets.set(key, { tokens: isAllowed ? filled - 1 : filled, at: now, perMinute });
    if (this.buckets.size > SWEEP_ABOVE) this.forgetRested(now);
    return isAllowed ? null : Math.max(1, Math.ceil(((1 - filled) * 60) / perMinute));
  }

  private forgetRested(now: number): void {
    for (const [key, bucket] of this.buckets) if (now - bucket.at > FORGET_AFTER_MS) this.buckets.delete(key);
  }
}

/** Comes after `authenticate`. Throws `limit_exceeded` with the seconds to wait. */
export function rateLimit(limiter: RateLimiter): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const perMinute = c.var.rateLimitPerMinute;
    const { actor } = c.var.ctx;
    if (perMinute !== null && actor.type === "api_key") {
      const seconds = limiter.take(actor.apiKeyId, perMinute);
      if (seconds !== null) {
        throw new AppError("limit_exceeded", `This key may make ${perMinute} requests a minute. Try again in ${seconds} s.`, {
          details: { reason: "rate_limited", retry_after: seconds },
        });
      }
    }
    await next();
  };
}
