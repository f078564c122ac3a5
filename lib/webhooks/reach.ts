/** Where deliveries may go, and under which name an endpoint's secret is sealed. */
import { env } from "@/lib/env";
import type { WebhookEndpointId, WorkspaceId } from "@/lib/ids";
import { type AllowList, parseAllowList } from "@/lib/net/allow-list";

let known: { text: string | undefined; list: AllowList } | undefined;

/** What REVERIE_WEBHOOK_ALLOW lists. Throws `invalid_input` naming an entry that can't be read. */
export function webhookAllowList(): AllowList {
  const text = env().REVERIE_WEBHOOK_ALLOW;
  if (!known || known.text !== text) known = { text, list: parseAllowList(text) };
  return known.list;
}

export const secretPlace = (workspaceId: WorkspaceId, id: WebhookEndpointId) => `webhook_endpoint:${workspaceId}:${id}`;
