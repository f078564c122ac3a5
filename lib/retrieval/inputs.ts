import { z } from "zod";

export const DEFAULT_TOKEN_BUDGET = 2_000;

const Name = z.string().min(1).max(256);

export const ContextInput = z.strictObject({
  task: z.string().min(1).max(100_000),
  tools: z.array(Name).max(512).optional(),
  recent_errors: z.array(z.string().min(1).max(20_000)).max(50).optional(),
  file_types: z.array(z.string().min(1).max(64)).max(100).optional(),
  metadata: z.record(z.string().min(1).max(64), z.string().max(512)).optional(),
  token_budget: z.number().int().min(100).max(20_000).optional(),
  session_id: z.string().min(1).max(512).optional(),
  explain: z.boolean().optional(),
});
export type ContextInput = z.infer<typeof ContextInput>;
