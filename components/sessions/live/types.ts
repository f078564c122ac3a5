/** What the server answers a page that follows a session. No library at run time. */
import type { LiveFacts } from "@/lib/sessions/live-facts";
import type { OutlineEvent } from "@/lib/sessions/trace";
import type { RowContent } from "../trace/types";

export type LiveNews = { events: OutlineEvent[]; rows: RowContent[]; facts: LiveFacts; hasMore: boolean };

/** What the model is saying, before it is in the log. */
export type Preview = { eventId: string; type: "agent.message" | "agent.thinking"; text: string };
