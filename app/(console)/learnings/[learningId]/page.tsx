import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { EvidenceColumns } from "@/components/dreams/evidence";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageKeys } from "@/components/layout/page-keys";
import { Tabs } from "@/components/layout/tabs";
import { LearningHeader } from "@/components/learnings/learning-header";
import { LearningStats } from "@/components/learnings/learning-stats";
import { listAgents } from "@/lib/agents/queries";
import { readQuotes } from "@/lib/dreaming/quotes";
import type { CandidateStats } from "@/lib/dreaming/types";
import { getLearning } from "@/lib/learnings/queries";
import type { LearningView } from "@/lib/learnings/types";
import { MAX_LIMIT } from "@/lib/paging";
import { countExposures } from "@/lib/retrieval/queries";
import type { ExposureCounts } from "@/lib/retrieval/types";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import {
  copyLearningAction,
  lockLearningAction,
  pinLearningAction,
  retireLearningAction,
  reviveLearningAction,
  setExpiryAction,
  unlockLearningAction,
  unpinLearningAction,
} from "./actions";
import { BlameTab } from "./blame-tab";
import { EditTab } from "./edit-tab";
import { HistoryTab } from "./history-tab";
import { LEARNING_TABS, type LearningTab, learningHref, loadLearningSearch } from "./search-params";
import { LearningSkeleton } from "./skeleton";
import { UseTab } from "./use-tab";

type PageProps = { params: Promise<{ learningId: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const learning = await orNotFound(getLearning(ctx, idOrNotFound("memory", (await params).learningId)));
  return { title: learning.title };
}

export default function LearningPage(props: PageProps) {
  return streamed(render(props), <LearningSkeleton />);
}

async function render({ params, searchParams }: PageProps) {
  const learningId = idOrNotFound("memory", (await params).learningId);
  const search = await loadLearningSearch(searchParams);
  const visitor = await requireVisitor();
  const { ctx, membership } = visitor;
  const [learning, others, used] = await Promise.all([
    orNotFound(getLearning(ctx, learningId)),
    listAgents(ctx, { limit: MAX_LIMIT }),
    countExposures(ctx, [learningId]),
  ]);
  const counts = used.get(learningId) ?? null;
  const now = ctx.clock.now();
  return (
    <>
      <LearningHeader
        learning={learning}
        actions={{
          lock: lockLearningAction,
          unlock: unlockLearningAction,
          pin: pinLearningAction,
          unpin: unpinLearningAction,
          expire: setExpiryAction,
          retire: retireLearningAction,
          revive: reviveLearningAction,
          copy: copyLearningAction,
        }}
        whyNot={{
          write: whyNot(ctx.actor, "memory.write"),
          pin: whyNot(ctx.actor, "learning.pin"),
          copy: whyNot(ctx.actor, "learning.copy"),
        }}
        agents={others.items.filter((agent) => agent.id !== learning.agentId).map((agent) => ({ id: agent.id, name: agent.config.name }))}
        historyHref={learningHref(learningId, { tab: "history" })}
      />
      <PageKeys keys={KEYS} />
      <LiveRefresh topics={["learnings"]} id={learningId} isAutomatic />
      <LearningStats learning={learning} stats={asStats(learning.stats)} use={counts} now={now} zone={membership.timeZone} />
      <Tabs label="Views of this learning" items={tabsOf(learning, search.tab, counts)} />
      {search.tab === "edit" && <EditTab learning={learning} visitor={visitor} />}
      {search.tab === "history" && <HistoryTab learning={learning} visitor={visitor} search={search} />}
      {search.tab === "blame" && <BlameTab learning={learning} visitor={visitor} search={search} />}
      {search.tab === "evidence" && <EvidenceTab learning={learning} visitor={visitor} />}
      {search.tab === "use" && <UseTab learning={learning} counts={counts} visitor={visitor} />}
    </>
  );
}

const KEYS = [
  ["h", "History"],
  ["l", "Lock or unlock"],
  ["[", "Previous change"],
  ["]", "Next change"],
  ["Ctrl S", "Save"],
  ["Ctrl Enter", "Save and next"],
  ["Alt ↓", "Next changed place"],
  ["Alt ↑", "Previous changed place"],
] as const;

const TAB_WORDS: Record<LearningTab, string> = { edit: "Edit", history: "History", blame: "Blame", evidence: "Evidence", use: "Use" };

function tabsOf(learning: LearningView, current: LearningTab, use: ExposureCounts | null) {
  const { supports, contradicts } = learning.evidenceCount;
  return LEARNING_TABS.map((tab) => ({
    href: learningHref(learning.id, { tab }),
    label: TAB_WORDS[tab],
    count: { edit: null, history: learning.version, blame: null, evidence: supports + contradicts, use: use && use.given + use.withheld }[
      tab
    ],
    shortcut: tab === "history" ? "h" : undefined,
    isCurrent: tab === current,
  }));
}

async function EvidenceTab({ learning, visitor: { ctx, membership } }: { learning: LearningView; visitor: Visitor }) {
  const quotes = await readQuotes(ctx, learning.evidence);
  const { supports, contradicts } = learning.evidenceCount;
  const origin = learning.dreamId && learning.changeId ? { dreamId: learning.dreamId, changeId: learning.changeId } : null;
  return (
    <div className="px-4 py-4 md:px-6">
      {supports + contradicts === 0 ? (
        <p>No evidence is kept: {learning.origin === "dream" ? "its sessions were deleted" : "it was not written by a dream"}.</p>
      ) : (
        <EvidenceColumns
          quotes={quotes}
          counts={learning.evidenceCount}
          allHref={origin ? `/dreams/${origin.dreamId}/changes/${origin.changeId}` : undefined}
          origin={origin}
          headingLevel={2}
          now={ctx.clock.now()}
          zone={membership.timeZone}
        />
      )}
    </div>
  );
}

/** The column is written from `CandidateStats` only, by publication. */
function asStats(stats: LearningView["stats"]): CandidateStats | null {
  return stats as CandidateStats | null;
}
