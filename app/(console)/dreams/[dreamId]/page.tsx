import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { DreamHeader } from "@/components/dreams/dream-header";
import { DreamStats } from "@/components/dreams/dream-stats";
import { dreamTitle } from "@/components/dreams/dream-words";
import { FailedNotice } from "@/components/dreams/failed-notice";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageKeys } from "@/components/layout/page-keys";
import { Tabs } from "@/components/layout/tabs";
import { getDream, listStages } from "@/lib/dreaming/queries";
import type { DreamView } from "@/lib/dreaming/types";
import { requireVisitor } from "@/lib/web/current-user";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { archiveDreamAction, cancelDreamAction, dreamAnewAction, retryDreamAction, unarchiveDreamAction } from "./actions";
import { InputsTab } from "./inputs-tab";
import { LogTab } from "./log-tab";
import { ProposedChanges } from "./proposed-changes";
import { RunTab } from "./run-tab";
import { type DreamSearch, type DreamTab, dreamHref, loadDreamSearch } from "./search-params";
import { SessionsTab } from "./sessions-tab";
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

const KEYS = [
  ["j", "Next change"],
  ["k", "Previous change"],
  ["a", "Approve"],
  ["r", "Reject"],
  ["e", "Edit"],
  ["u", "Undo the decision"],
  ["v", "Mark as viewed"],
  ["p", "Publish what is approved"],
] as const;

async function render({ params, searchParams }: PageProps) {
  const dreamId = idOrNotFound("dream", (await params).dreamId);
  const search = await loadDreamSearch(searchParams);
  const visitor = await requireVisitor();
  const { ctx, membership } = visitor;
  const dream = await orNotFound(getDream(ctx, dreamId));
  const stages = await listStages(ctx, dreamId);
  const now = ctx.clock.now();
  const proposed = Object.values(dream.changes).reduce((sum, count) => sum + count, 0);
  const tab = search.tab === "changes" && proposed === 0 ? "run" : (search.tab ?? (proposed > 0 ? "changes" : "run"));
  return (
    <>
      <DreamHeader
        dream={dream}
        now={now}
        zone={membership.timeZone}
        actions={{ cancel: cancelDreamAction, archive: archiveDreamAction, unarchive: unarchiveDreamAction }}
        disabledReason={whyNot(ctx.actor, "dream.cancel")}
      />
      <FailedNotice
        dream={dream}
        stages={stages}
        retry={retryDreamAction}
        anew={dreamAnewAction}
        disabledReason={whyNot(ctx.actor, "dream.retry")}
      />
      <DreamStats dream={dream} now={now} zone={membership.timeZone} />
      <Tabs label="Of this dream" items={tabsOf(dream, tab, proposed, search)} />
      {tab === "changes" && <ProposedChanges visitor={visitor} dream={dream} stages={stages} proposed={proposed} search={search} />}
      {tab === "run" && <RunTab visitor={visitor} dream={dream} stages={stages} proposed={proposed} />}
      {tab === "sessions" && <SessionsTab visitor={visitor} dream={dream} search={search} />}
      {tab === "log" && <LogTab visitor={visitor} dream={dream} />}
      {tab === "inputs" && <InputsTab visitor={visitor} dream={dream} />}
      {tab === "changes" && <PageKeys keys={KEYS} />}
      {dream.status === "completed" && <LiveRefresh topics={["dreams", "review"]} id={dreamId} isAutomatic />}
    </>
  );
}

function tabsOf(dream: DreamView, current: DreamTab, proposed: number, { split }: DreamSearch) {
  const tab = (name: DreamTab, label: string, count?: number | null) => ({
    href: dreamHref(dream.id, { tab: name, split: name === "changes" ? split : undefined }),
    label,
    count,
    isCurrent: current === name,
  });
  return [
    ...(proposed > 0 ? [tab("changes", "Changes", proposed)] : []),
    tab("run", "Run"),
    tab("sessions", "Sessions", dream.stage === null ? null : dream.sessionsRead),
    tab("log", "Log"),
    tab("inputs", "Inputs"),
  ];
}
