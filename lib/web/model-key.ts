import { env } from "@/lib/env";

/** Whether agents can run at all: the worker reads the same setting. */
export function hasModelKey(): boolean {
  return env().ANTHROPIC_API_KEY !== undefined;
}
