/** Which models there are to choose from. */
import { assertCan } from "@/lib/auth/policy";
import type { Clock } from "@/lib/clock";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/errors";
import type { ModelClient } from "@/lib/model/client";
import { toModelError } from "@/lib/model/errors";
import { LIST_PRICES } from "@/lib/model/list-prices";
import type { ModelView } from "@/lib/model/types";

const KEEP_MS = 3_600_000;
/** A page waits for it. */
const LIST_WITHIN_MS = 5_000;
/** The API lists a few dozen; a server that never ends its pages must not hang us. */
const MOST = 1000;

const kept = new WeakMap<ModelClient, { until: number; models: Promise<ModelView[]> }>();

async function fetchModels(client: ModelClient): Promise<ModelView[]> {
  const models: ModelView[] = [];
  try {
    for await (const model of client.models.list({ limit: 100 }, { timeout: LIST_WITHIN_MS })) {
      if (model.lifecycle === "retired") continue;
      models.push({
        id: model.id,
        displayName: model.display_name,
        contextWindow: model.max_input_tokens,
        mostOutputTokens: model.max_tokens,
      });
      if (models.length >= MOST) break;
    }
    return models;
  } catch (error) {
    throw toModelError(error, false);
  }
}

/**
 * The models of the API, newest first, asked for once an hour and process; without a client the ones that have a list price.
 * Throws `ModelError` when the API can't be asked; a failure is not kept.
 */
export async function listModels(client: ModelClient | null, clock: Clock): Promise<ModelView[]> {
  if (client === null) return Object.keys(LIST_PRICES).map((id) => ({ id, displayName: id, contextWindow: null, mostOutputTokens: null }));
  const now = clock.now().getTime();
  const known = kept.get(client);
  if (known && known.until > now) return known.models;
  const models = fetchModels(client);
  kept.set(client, { until: now + KEEP_MS, models });
  models.catch(() => kept.delete(client));
  return models;
}

/**
 * Asks the Models API now, whatever is kept: the key and the address work when it answers. Costs nothing. Throws `forbidden`, `not_found` without
 * a key, `ModelError` with what the API said.
 */
export async function checkModelKey(ctx: Ctx, client: ModelClient | null): Promise<{ models: number; tookMs: number }> {
  assertCan(ctx.actor, "model_key.check");
  if (client === null)
    throw new AppError("not_found", "There is no key: set ANTHROPIC_API_KEY where Reverie is started, and start it again.");
  const begun = performance.now();
  const models = await fetchModels(client);
  const until = ctx.clock.now().getTime() + KEEP_MS;
  kept.set(client, { until, models: Promise.resolve(models) });
  return { models: models.length, tookMs: Math.round(performance.now() - begun) };
}
