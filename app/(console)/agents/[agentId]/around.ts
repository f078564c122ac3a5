import type { AgentView } from "@/lib/agents/types";
import type { Ctx } from "@/lib/context";
import { countReviewQueueByAgent, listDreams } from "@/lib/dreaming/queries";
import { countSelectable } from "@/lib/dreaming/session-scope";
import type { EnvironmentId } from "@/lib/ids";
import { countPublishedByAgent, listLearnings } from "@/lib/learnings/queries";
import { listSessions } from "@/lib/sessions/queries";
import { findFirstWords, summariseSessions } from "@/lib/sessions/summaries";
import type { AgentSearch } from "./search-params";

export const LATEST = 5;
const LISTED = 25;

/** What every view of an agent is given. */
export type BodyProps = {
  ctx: Ctx;
  /** Where the snippet runs its session; null where none is there yet. */
  environmentId: EnvironmentId | null;
  agent: AgentView;
  search: AgentSearch;
  around: Awaited<ReturnType<typeof readAround>>;
  clock: { now: Date; zone: string };
};

/** What the agent did, learned and dreamt of late. */
export async function readAround(ctx: Ctx, agent: AgentView) {
  const [fresh, dreams, recent, learnings, summaries, published, open] = await Promise.all([
    countSelectable(ctx, agent.id, "new"),
    listDreams(ctx, { agentId: agent.id, limit: LATEST }),
    listSessions(ctx, { agentId: agent.id, limit: LISTED }),
    listLearnings(ctx, { agentId: agent.id, status: "published", limit: LISTED }),
    summariseSessions(ctx, [agent.id]),
    countPublishedByAgent(ctx, [agent.id]),
    countReviewQueueByAgent(ctx, [agent.id]),
  ]);
  const untitled = recent.items.filter((session) => session.title === null).map((session) => session.id);
  return {
    fresh,
    dreams: dreams.items,
    sessions: recent.items,
    words: await findFirstWords(ctx, untitled),
    learnings: learnings.items,
    summary: summaries.get(agent.id) ?? null,
    published: published.get(agent.id) ?? 0,
    open: open.get(agent.id) ?? 0,
  };
}
