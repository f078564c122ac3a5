/** What several panels need, read once for a request. */
import { listAgents } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import { listPublishedRevisions, type PublishedRevision } from "@/lib/dreaming/published-revisions";
import type { AgentId } from "@/lib/ids";
import { type DayTotal, fillPeriods } from "@/lib/outcomes/periods";
import { countByPeriod, countInWindows, type Period, type PeriodCount } from "@/lib/outcomes/rates";
import type { Share } from "@/lib/outcomes/wilson";
import { MAX_LIMIT } from "@/lib/paging";
import type { TimeRange } from "@/lib/time-range";

export type OverviewAgent = { id: AgentId; name: string };
export type Scope = { ctx: Ctx; zone: string; now: Date; range: TimeRange; agents: OverviewAgent[]; by: Period };

/** Marks beyond this would cover each other. */
const MOST_MARKS = 24;

export async function readAgents(ctx: Ctx): Promise<OverviewAgent[]> {
  const agents: OverviewAgent[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listAgents>> = await listAgents(ctx, { limit: MAX_LIMIT, cursor });
    agents.push(...page.items.map((agent) => ({ id: agent.id, name: agent.config.name })));
    cursor = page.nextCursor;
  } while (cursor);
  return agents;
}

/** The first mark splits the range: what came before it is what the rest is held against. */
export type Split = { first: PublishedRevision; before: Share; since: Share };
export type Trend = {
  counts: PeriodCount[];
  days: DayTotal[];
  total: Share;
  sessions: number;
  marks: PublishedRevision[];
  split: Split | null;
};

export async function readTrend({ ctx, zone, now, range, agents, by }: Scope): Promise<Trend> {
  const agentIds = agents.map((agent) => agent.id);
  const window = { agentIds, since: range.since, until: range.until };
  const [counts, marks] = await Promise.all([
    countByPeriod(ctx, { ...window, zone, by }),
    listPublishedRevisions(ctx, { ...window, limit: MOST_MARKS }),
  ]);
  const last = dayInZone(new Date(Math.min(now.getTime(), range.until ? range.until.getTime() - 1 : now.getTime())), zone);
  const first = range.since ? dayInZone(range.since, zone) : (counts[0]?.day ?? last);
  const days = fillPeriods(counts, { first, last: later(last, counts.at(-1)?.day), by });
  const mark = marks[0];
  const [before, since] = mark
    ? await countInWindows(ctx, [
        { ...window, until: mark.at },
        { ...window, since: mark.at },
      ])
    : [];
  return {
    counts,
    days,
    total: { n: sum(counts, "judged"), successes: sum(counts, "met") },
    sessions: sum(counts, "sessions"),
    marks,
    split: mark && before && since ? { first: mark, before, since } : null,
  };
}

function later(day: string, other: string | undefined): string {
  return other !== undefined && other > day ? other : day;
}

function sum(counts: readonly PeriodCount[], key: "judged" | "met" | "sessions"): number {
  return counts.reduce((total, count) => total + count[key], 0);
}

export type Compared = { revision: PublishedRevision; since: Share; before: Share };
const BEFORE_MS = 28 * 86_400_000;

/** Each revision's sessions until the next one of its store, against the days since the one before it, at most 28. */
export async function readCompared({ ctx, range, agents }: Scope): Promise<Compared[]> {
  const marks = await listPublishedRevisions(ctx, {
    agentIds: agents.map((agent) => agent.id),
    since: range.since,
    until: range.until,
    limit: MOST_MARKS,
  });
  const windows = marks.flatMap((mark) => {
    const agentIds = [mark.agentId];
    const earliest = new Date(Math.max(mark.previousAt?.getTime() ?? 0, mark.at.getTime() - BEFORE_MS));
    return [
      { agentIds, since: mark.at, until: mark.nextAt },
      { agentIds, since: earliest, until: mark.at },
    ];
  });
  const shares = await countInWindows(ctx, windows);
  return marks.map((revision, index) => ({
    revision,
    since: shares[index * 2] ?? { n: 0, successes: 0 },
    before: shares[index * 2 + 1] ?? { n: 0, successes: 0 },
  }));
}
