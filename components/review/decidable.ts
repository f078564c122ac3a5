/** What the decision's controls need to know of a change. Pure. */
import { type Actor, actorId } from "@/lib/context";
import type { ChangeView, DecisionStatus } from "@/lib/dreaming/types";

export type DecidableChange = {
  id: string;
  dreamId: string;
  title: string;
  isHeld: boolean;
  status: DecisionStatus;
  /** The decision that the page shows: another one since is a conflict. */
  version: number;
  /** Somebody else decided it: that has to be undone before it is decided anew. */
  isTheirs: boolean;
  publishedRevision: number | null;
  /** Sessions that show the pattern: asking for more evidence starts from here. */
  support: number;
  /** Why it may not be approved by anybody. */
  approveBlocked: string | null;
};

/** `deletedSources`: how many sessions that it quotes are gone. */
export function toDecidable(change: ChangeView, actor: Actor, deletedSources = 0): DecidableChange {
  const { id, dreamId, title, isHeld, decision, publishedRevision, stats } = change;
  return {
    id,
    dreamId,
    title,
    isHeld,
    status: decision.status,
    version: decision.version,
    isTheirs: decision.status !== "pending" && decision.by?.id !== actorId(actor),
    publishedRevision,
    support: stats.support,
    approveBlocked: deletedSources === 0 ? null : `${deletedSources} ${deletedSources === 1 ? "session" : "sessions"} it quotes deleted`,
  };
}
