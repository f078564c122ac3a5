import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { EvidenceColumns } from "@/components/dreams/evidence";
import { Tabs } from "@/components/layout/tabs";
import { EditLearning } from "@/components/learnings/edit-learning";
import { LearningHeader } from "@/components/learnings/learning-header";
import { LearningStats } from "@/components/learnings/learning-stats";
import { readQuotes } from "@/lib/dreaming/quotes";
import type { CandidateStats } from "@/lib/dreaming/types";
import { getLearning } from "@/lib/learnings/queries";
import type { LearningView } from "@/lib/learnings/types";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { checkTextAction } from "../../review/actions";
import { lockLearningAction, restoreVersionAction, saveLearningAction, unlockLearningAction } from "./actions";
import { HistoryTab } from "./history-tab";
import { LEARNING_TABS, type LearningTab, learningHref, loadLearningSearch } from "./search-params";
import { LearningSkeleton } from "./skeleton";
import { TextTab } from "./text-tab";

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
  const learning = await orNotFound(getLearning(ctx, learningId));
  const now = ctx.clock.now();
  return (
    <>
      <LearningHeader
        learning={learning}
        lock={lockLearningAction}
        unlock={unlockLearningAction}
        disabledReason={whyNot(ctx.actor, "memory.write")}
        historyHref={learningHref(learningId, { tab: "history" })}
      />
      <LearningStats learning={learning} stats={asStats(learning.stats)} now={now} zone={membership.timeZone} />
      <Tabs label="Views of this learning" items={tabsOf(learning, search.tab)} />
      {search.tab === "text" && <TextTab learning={learning} now={now} zone={membership.timeZone} />}
      {search.tab === "edit" && <EditTab learning={learning} visitor={visitor} />}
      {search.tab === "history" && <HistoryTab learning={learning} visitor={visitor} search={search} restore={restoreVersionAction} />}
      {search.tab === "evidence" && <EvidenceTab learning={learning} visitor={visitor} />}
    </>
  );
}

const TAB_WORDS: Record<LearningTab, string> = { text: "Text", edit: "Edit", history: "History", evidence: "Evidence" };

function tabsOf(learning: LearningView, current: LearningTab) {
  const { supports, contradicts } = learning.evidenceCount;
  return LEARNING_TABS.map((tab) => ({
    href: learningHref(learning.id, { tab }),
    label: TAB_WORDS[tab],
    count: tab === "evidence" ? supports + contradicts : null,
    isCurrent: tab === current,
  }));
}

function EditTab({ learning, visitor: { ctx } }: { learning: LearningView; visitor: Visitor }) {
  const { content, contentSha256, headVersionId } = learning;
  if (content === null || contentSha256 === null || headVersionId === null) {
    return (
      <p className="px-4 py-4 md:px-6">There is no text to edit: it was taken out of the store. Restore a version in its history first.</p>
    );
  }
  const locked = learning.isLocked ? `Locked${learning.lockedBy ? ` by ${learning.lockedBy}` : ""}. Unlock it first` : null;
  return (
    <div className="max-w-[1080px] px-4 py-4 md:px-6">
      <EditLearning
        memoryId={learning.id}
        base={{ content, sha256: contentSha256, versionId: headVersionId }}
        initial={{ problems: learning.problems, isReadable: learning.frontMatter !== null }}
        check={checkTextAction}
        save={saveLearningAction}
        restore={restoreVersionAction}
        readHref={learningHref(learning.id, {})}
        disabledReason={whyNot(ctx.actor, "memory.write") ?? locked}
      />
    </div>
  );
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
