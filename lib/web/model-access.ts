/** How this installation reaches a model, as far as a page may say: never the key. */
import { env } from "@/lib/env";
import { type ModelClient, modelClient } from "@/lib/model/client";

let made: { client: ModelClient | null } | undefined;

/** One client per process: what it was told is kept with it. */
export function webModelClient(): ModelClient | null {
  made ??= { client: modelClient(env()) };
  return made.client;
}

export function modelAccess(): { hasKey: boolean; host: string; isOwnAddress: boolean } {
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: url } = env();
  return { hasKey: key !== undefined, host: new URL(url ?? "https://api.anthropic.com").host, isOwnAddress: url !== undefined };
}
