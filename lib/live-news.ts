/** What the console hears about while it is open. Pure, so that the browser may use it: ids only, the page reads the rest itself. */
export const LIVE_TOPICS = ["sessions", "dreams", "review", "learnings", "stores", "imports", "agents", "webhooks", "deployments"] as const;
export type LiveTopic = (typeof LIVE_TOPICS)[number];
export type News = {
  topic: LiveTopic;
  id: string;
  /** How many things at once, where `id` is that of their batch. */
  count?: number;
};

export function isLiveTopic(value: unknown): value is LiveTopic {
  return (LIVE_TOPICS as readonly unknown[]).includes(value);
}
