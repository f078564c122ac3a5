import { DreamProgress } from "@/components/dreams/dream-progress";
import { Funnel, laterDropsOf, NearestMiss } from "@/components/dreams/funnel";
import { EmptyState } from "@/components/feedback/empty-state";
import { RuledSection } from "@/components/layout/ruled-section";
import { formatCount, formatUsd } from "@/components/ui/format";
import { Progress } from "@/components/ui/progress";
import type { DreamView, StageView } from "@/lib/dreaming/types";
import type { Visitor } from "@/lib/web/current-user";
import { readProgressState } from "./read-progress";

type RunTabProps = { visitor: Visitor; dream: DreamView; stages: readonly StageView[]; proposed: number };

/** How it ran, or runs: stages, budget, and what dropped on the way. */
export async function RunTab({ visitor: { ctx }, dream, stages, proposed }: RunTabProps) {
  const initial = await readProgressState(ctx, dream, stages);
  const digest = stages.find((stage) => stage.stage === "digest");
  return (
    <>
      {dream.status === "completed" && proposed === 0 && <NothingFound dream={dream} />}
      <RuledSection title="Stages" note={dream.author === "template" ? "Written by the template, no model called" : "Written by Claude"}>
        <DreamProgress key={`${dream.status} ${dream.run}`} initial={initial} dreamId={dream.id} />
        <Budget dream={dream} />
      </RuledSection>
      {dream.funnel && (
        <RuledSection title="Funnel" note="From sessions to changes">
          <Funnel
            funnel={dream.funnel}
            digests={digest?.state === "completed" ? dream.sessionsRead : (digest?.done ?? 0)}
            proposed={dream.status === "completed" ? proposed : null}
            laterDrops={laterDropsOf(stages)}
          />
        </RuledSection>
      )}
    </>
  );
}

function Budget({ dream: { costUsd, settings } }: { dream: DreamView }) {
  const limit = settings.budget.max_usd_per_dream;
  if (limit === null) return null;
  return (
    <div className="mt-3 max-w-[860px]">
      <Progress
        value={limit === 0 ? 1 : costUsd / limit}
        label="Budget of this dream"
        text={`${formatUsd(costUsd)} of ${formatUsd(limit)} spent`}
        withText
        tone={costUsd >= limit ? "failure" : costUsd >= 0.8 * limit ? "held" : "ink"}
      />
    </div>
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
