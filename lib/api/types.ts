/** What the API app needs, and what its handlers find in their context. */
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import type { Database } from "@/lib/db/client";
import type { JobClient } from "@/lib/jobs/client";

export type ApiLimits = {
  /** Bytes of a request body; imports have no limit. */
  maxBodyBytes: number;
};

export type ApiDeps = { db: Database; clock: Clock; jobs: JobClient; version: string; limits?: Partial<ApiLimits> };

export type ApiEnv = {
  Variables: {
    requestId: string;
    /** Who calls, and where; set once the key is known to be good. */
    ctx: Ctx;
    /** The key's own limit; null for none. */
    rateLimitPerMinute: number | null;
  };
};
