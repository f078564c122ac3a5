import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { DreamHeader } from "@/components/dreams/dream-header";
import { DreamProgress } from "@/components/dreams/dream-progress";
import { DreamStats } from "@/components/dreams/dream-stats";
import { decisionsInWords, dreamTitle, STAGE_WORDS } from "@/components/dreams/dream-words";
import { Funnel, NearestMiss } from "@/components/dreams/funnel";
import { isOverdue, toProgressState } from "@/components/dreams/progress-state";
import { PublishForm } from "@/components/dreams/publish-form";
import { EmptyState } from "@/components/feedback/empty-state";
import { Notice } from "@/components/feedback/notice";
import { RuledSection } from "@/components/layout/ruled-section";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { getDream, listStages } from "@/lib/dreaming/queries";
import type { DreamView, StageView } from "@/lib/dreaming/types";
import { hasLiveWorker } from "@/lib/jobs/liveness";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { cancelDreamAction, publishChangeSetAction } from "./actions";
import { ProposedChanges } from "./proposed-changes";
import { loadDreamSearch } from "./search-params";
import { DreamSkeleton } from "./skeleton";

type PageProps = { params: Promise<{ dreamId: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { ctx, membership } = await requireVisitor();
  const dream = await orNotFound(getDream(ctx, idOrNotFound("dream", (await params).dreamId)));
  return { title: `${dreamTitle(dream.createdAt, ctx.clock.now(), membership.timeZone)}, ${dream.agentName}` };
}

export default function DreamPage(props: PageProps) {
  return streamed(render(props), <DreamSkeleton />);
}

async function render({ params, searchParams }: PageProps) {
  const dreamId = idOrNotFound("dream", (await params).dreamId);
  const search = await loadDreamSearch(searchParams);
  const visitor = await requireVisitor();
  const { ctx, membership } = visitor;
  const dream = await orNotFound(getDream(ctx, dreamId));
  const stages = await listStages(ctx, dreamId);
  const now = ctx.clock.now();
  const proposed = Object.values(dream.changes).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <DreamHeader
        dream={dream}
        now={now}
        zone={membership.timeZone}
        cancel={cancelDreamAction}
        disabledReason={whyNot(ctx.actor, "dream.cancel")}
      />
      <FailedNotice dream={dream} />
      <DreamStats dream={dream} now={now} zone={membership.timeZone} />
      {dream.status === "completed" && dream.funnel && (
        <RuledSection title="Funnel" note="From sessions to changes">
          <Funnel funnel={dream.funnel} proposed={proposed} laterDrops={laterDropsOf(stages)} />
        </RuledSection>
      )}
      {dream.status === "completed" && proposed === 0 && <NothingFound dream={dream} />}
      {dream.status === "completed" && proposed > 0 && (
        <ProposedChanges visitor={visitor} dream={dream} proposed={proposed} search={search} />
      )}
      <RuledSection title="Stages" note={dream.author === "template" ? "Written by the template, no model called" : "Written by Claude"}>
        <DreamProgress
          key={dream.status}
          initial={toProgressState(dream, stages, now, isOverdue(dream, now) ? await hasLiveWorker(ctx.db) : true)}
          url={`/dreams/${dreamId}/progress`}
        />
      </RuledSection>
      <PublishBar dream={dream} visitor={visitor} />
    </>
  );
}

function FailedNotice({ dream }: { dream: DreamView }) {
  if (dream.status !== "failed" || !dream.error) return null;
  return (
    <Notice
      tone="failure"
      actions={
        <ButtonLink href={`/agents/${dream.agentId}`} size="sm">
          Dream anew on the agent
        </ButtonLink>
      }
    >
      <b>Failed{dream.error.stage ? ` while ${STAGE_WORDS[dream.error.stage].doing.toLowerCase()}` : ""}.</b> {dream.error.message} Nothing
      was proposed; digested sessions are kept and not read twice.
    </Notice>
  );
}

function NothingFound({ dream }: { dream: DreamView }) {
  return (
    <RuledSection title="Proposed changes" note="None">
      <EmptyState title="Nothing was found that is worth proposing.">
        <p>
          {formatCount(dream.sessionsRead, "session")} were read
          {dream.funnel &&
            `, ${formatCount(dream.funnel.labelled, "one", "of them")} with a verdict, and ${formatCount(dream.funnel.tested, "comparison")} tested`}
          . They count as read; the next dream starts with what comes after.
        </p>
        {dream.funnel?.nearestMiss && (
          <p className="mt-1">
            Nearest miss: <NearestMiss text={dream.funnel.nearestMiss} />
          </p>
        )}
      </EmptyState>
    </RuledSection>
  );
}

function PublishBar({ dream, visitor: { ctx } }: { dream: DreamView; visitor: Visitor }) {
  const { approved, edited, published, pending } = dream.decisions;
  const waiting = approved + edited - published;
  if (dream.status !== "completed" || waiting + pending === 0) return null;
  return (
    <PublishForm
      dreamId={dream.id}
      approved={waiting}
      decided={decisionsInWords({ ...dream.decisions, approved: waiting, edited: 0 }) ?? ""}
      action={publishChangeSetAction}
      disabledReason={whyNot(ctx.actor, "change.publish") ?? (waiting === 0 ? "Approve at least one change first" : null)}
    />
  );
}

/** What the later stages left out; their summaries are JSON of their own making. */
function laterDropsOf(stages: readonly StageView[]): Record<string, number> {
  const summaryOf = (stage: StageView["stage"]) => stages.find((one) => one.stage === stage)?.summary ?? {};
  const dropped = summaryOf("reconcile").dropped;
  const failed = summaryOf("verify").failed;
  return {
    ...(typeof dropped === "object" && dropped !== null ? (dropped as Record<string, number>) : {}),
    ...(typeof failed === "number" ? { failed_checks: failed } : {}),
  };
}
