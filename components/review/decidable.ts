/** What the decision's controls need to know of a change. Pure. */
import { type Actor, actorId } from "@/lib/context";
import type { ChangeView, DecisionStatus } from "@/lib/dreaming/types";

export type DecidableChange = {
  id: string;
  dreamId: string;
  title: string;
  isHeld: boolean;
  status: DecisionStatus;
  /** Somebody else decided it: that has to be undone before it is decided anew. */
  isTheirs: boolean;
  publishedRevision: number | null;
};

export function toDecidable({ id, dreamId, title, isHeld, decision, publishedRevision }: ChangeView, actor: Actor): DecidableChange {
  const isTheirs = decision.status !== "pending" && decision.by?.id !== actorId(actor);
  return { id, dreamId, title, isHeld, status: decision.status, isTheirs, publishedRevision };
}
