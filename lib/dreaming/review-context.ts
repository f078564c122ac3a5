/** What a decision means beyond its text: who would get the learning, what is published that says nearly the same, what becomes of the store. */
import { and, eq, gte, ne, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreams } from "@/lib/dreaming/schema";
import type { ChangeView } from "@/lib/dreaming/types";
import type { MemoryId, MemoryStoreId } from "@/lib/ids";
import { parseDocument } from "@/lib/learnings/document";
import { learnings } from "@/lib/learnings/schema";
import { type Comparable, type Likeness, mostAlike } from "@/lib/learnings/similarity";
import { memoryStores } from "@/lib/memory/schema";
import { sessions } from "@/lib/sessions/schema";

const WEEKS = 4;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** Compared at most; the newest. */
const MOST_COMPARED = 1000;
const MOST_SIMILAR = 3;

export type SimilarLearning = { id: MemoryId; title: string; likeness: Likeness };

export type ReviewContext = {
  /** Sessions of the agent in the last four weeks, and per week. */
  sessions: number;
  perWeek: number;
  /** Of those per week, how many are like the ones it was found in; null when nothing tells. */
  concernedPerWeek: number | null;
  similar: SimilarLearning[];
  store: { id: MemoryStoreId; name: string; revision: number; published: number };
};

export async function readReviewContext(ctx: Ctx, change: ChangeView): Promise<ReviewContext> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const since = new Date(ctx.clock.now().getTime() - WEEKS * WEEK_MS);
    const ofAgent = and(eq(sessions.workspaceId, ctx.workspaceId), eq(sessions.agentId, change.agentId));
    const recent = await tx.$count(sessions, and(ofAgent, gte(sessions.occurredAt, since)));
    const [dream] = await tx
      .select({ sessionsRead: dreams.sessionsRead, storeId: dreams.storeId })
      .from(dreams)
      .where(and(eq(dreams.workspaceId, ctx.workspaceId), eq(dreams.id, change.dreamId)));
    const storeId = dream?.storeId as MemoryStoreId;
    const [store] = await tx
      .select({ name: memoryStores.name, revision: memoryStores.headRevision })
      .from(memoryStores)
      .where(and(eq(memoryStores.workspaceId, ctx.workspaceId), eq(memoryStores.id, storeId)));
    const inStore = and(eq(learnings.workspaceId, ctx.workspaceId), eq(learnings.storeId, storeId), eq(learnings.status, "published"));
    const published = await tx.$count(learnings, inStore);
    const others = await tx
      .select({ id: learnings.memoryId, title: learnings.title, trigger: learnings.trigger })
      .from(learnings)
      .where(and(inStore, change.memoryId ? ne(learnings.memoryId, change.memoryId) : undefined))
      .orderBy(sql`${learnings.memoryId} desc`)
      .limit(MOST_COMPARED);
    const perWeek = recent / WEEKS;
    return {
      sessions: recent,
      perWeek,
      concernedPerWeek: shareOf(change, dream?.sessionsRead ?? 0, perWeek),
      similar: alikeOf(change, others),
      store: { id: storeId, name: store?.name ?? "", revision: store?.revision ?? 0, published },
    };
  });
}

/** The part of the dream's sessions that came to the point it is about, taken over to a week. */
function shareOf({ stats }: ChangeView, sessionsRead: number, perWeek: number): number | null {
  const concerned = Math.max(stats.nWith + stats.nWithout, stats.support);
  if (sessionsRead === 0 || concerned === 0) return null;
  return Math.min(1, concerned / sessionsRead) * perWeek;
}

function alikeOf(change: ChangeView, others: readonly (Comparable & { id: MemoryId })[]): SimilarLearning[] {
  const text = change.editedContent ?? change.after;
  const document = text === null ? null : parseDocument(text).document;
  if (!document) return [];
  return mostAlike(document.frontMatter, others, MOST_SIMILAR).map(({ id, title, likeness }) => ({ id, title, likeness }));
}
