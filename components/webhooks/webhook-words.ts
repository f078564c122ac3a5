/** How the console says what the API says in short. Pure. */
import type { MarkName } from "@/components/ui/mark";
import type { Tone } from "@/components/ui/status-pill";
import { ALL_EVENTS, type DeliveryStatus, type DisabledReason, WEBHOOK_EVENT_TYPES, type WebhookSubscription } from "@/lib/webhooks/types";

type Look = { tone: Tone; mark: MarkName; word: string };

export const DELIVERY_LOOKS: Record<DeliveryStatus, Look> = {
  pending: { tone: "info", mark: "clock", word: "Under way" },
  succeeded: { tone: "success", mark: "check", word: "Delivered" },
  failed: { tone: "failure", mark: "cross", word: "Failed" },
  canceled: { tone: "plain", mark: "crossed", word: "Dropped" },
};

/** Why an endpoint gets nothing, and what to do. */
export const DISABLED_WORDS: Record<DisabledReason, string> = {
  manual: "An admin disabled it. Nothing is delivered until it is enabled.",
  redirect: "It answered with a redirect, which is never followed. Correct the address, then enable it.",
  failing: "For 24 hours no delivery worked, so Reverie stopped trying. Repair the receiver, then enable it.",
};

const SUBJECTS: Record<string, string> = {
  session: "Sessions",
  agent: "Agents",
  deployment: "Deployments",
  deployment_run: "Deployment runs",
  environment: "Environments",
  memory_store: "Memory stores",
};

/** The types by what they are about, for a form. */
export const EVENT_GROUPS: readonly { label: string; types: readonly string[] }[] = Object.entries(SUBJECTS).map(([subject, label]) => ({
  label,
  types: WEBHOOK_EVENT_TYPES.filter((type) => type.startsWith(`${subject}.`)),
}));

/** "Everything", "agent.created", "agent.created and 3 more". */
export function eventsInWords(events: readonly WebhookSubscription[]): string {
  if (events.includes(ALL_EVENTS)) return "Everything";
  const [first = "", ...more] = events;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
