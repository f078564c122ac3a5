"use server";

import { z } from "zod";
import { createApiKey } from "@/lib/auth/api-keys";
import type { Ctx } from "@/lib/context";
import { defineAction } from "@/lib/web/define-action";

/** Enough for an agent that runs here: not the house's settings. */
const SCOPES = ["read", "ingest", "agents", "sessions"] as const;

export const makeConnectKeyAction = defineAction({
  input: z.object({}),
  command: (ctx: Ctx) => createApiKey(ctx, { name: "Connect an agent", scopes: [...SCOPES] }),
  // The secret is made here and shown this once.
  returns: ({ secret }) => ({ secret }),
});
