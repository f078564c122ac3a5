/** Which models there are to choose from. */
import type { Clock } from "@/lib/clock";
import type { ModelClient } from "@/lib/model/client";
import { toModelError } from "@/lib/model/errors";
import { LIST_PRICES } from "@/lib/model/list-prices";
import type { ModelView } from "@/lib/model/types";

const KEEP_MS = 3_600_000;
/** The API lists a few dozen; a server that never ends its pages must not hang us. */
const MOST = 1000;

const kept = new WeakMap<ModelClient, { until: number; models: Promise<ModelView[]> }>();

async function fetchModels(client: ModelClient): Promise<ModelView[]> {
  const models: ModelView[] = [];
  try {
    for await (const model of client.models.list({ limit: 100 })) {
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
