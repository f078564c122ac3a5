import { DreamNowForm } from "@/components/agents/dream-now-form";
import { EmptyState } from "@/components/feedback/empty-state";
import { Notice } from "@/components/feedback/notice";
import { RuledSection } from "@/components/layout/ruled-section";
import { ButtonLink } from "@/components/ui/button";
import type { AgentView } from "@/lib/agents/types";
import type { Ctx } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import type { DreamView } from "@/lib/dreaming/types";
import { whyNot } from "@/lib/web/why-not";
import { dreamNowAction, estimateDreamAction } from "./actions";
import type { BodyProps } from "./around";

/** Starts a dream, or says why there is none to start. */
export function DreamNow({ ctx, agent, around: { fresh, dreams }, clock }: BodyProps) {
  // A newer dream can't begin while one is open.
  const running = dreams.find((dream) => dream.status === "pending" || dream.status === "running");
  return (
    <RuledSection
      title="Dream now"
      note={`Reads past sessions and proposes learnings. ${agent.dreaming.review === "always" ? "Nothing goes live without review." : "What the review policy allows goes live by itself."}`}
    >
      {fresh.all === 0 ? (
        <EmptyState
          title="No sessions to dream about."
          actions={<ButtonLink href={`/imports?agent=${agent.id}`}>Import sessions</ButtonLink>}
        >
          <p>A dream reads what the agent did before. Bring its past sessions in first.</p>
        </EmptyState>
      ) : (
        <>
          {running && <RunningDream dream={running} />}
          <DreamNowForm
            agentId={agent.id}
            action={dreamNowAction}
            estimate={estimateDreamAction}
            fresh={fresh}
            today={dayInZone(clock.now, clock.zone)}
            zone={clock.zone}
            msPerSession={msPerSession(dreams)}
            disabledReason={whyNotDream(ctx, agent, running)}
          />
        </>
      )}
    </RuledSection>
  );
}

/** From the latest dreams that came to an end; null where none did. */
function msPerSession(dreams: readonly DreamView[]): number | null {
  const done = dreams.flatMap(({ startedAt, endedAt, sessionsRead }) =>
    startedAt && endedAt && sessionsRead ? [{ ms: endedAt.getTime() - startedAt.getTime(), sessionsRead }] : [],
  );
  const read = done.reduce((sum, dream) => sum + dream.sessionsRead, 0);
  return read === 0 ? null : done.reduce((sum, dream) => sum + dream.ms, 0) / read;
}

function whyNotDream(ctx: Ctx, agent: AgentView, running: DreamView | undefined): string | null {
  if (agent.archivedAt) return "The agent is archived";
  return whyNot(ctx.actor, "dream.create") ?? (running ? "This agent is dreaming already" : null);
}

function RunningDream({ dream }: { dream: DreamView }) {
  return (
    <div className="mb-3.5">
      <Notice
        tone="info"
        isBoxed
        actions={
          <ButtonLink href={`/dreams/${dream.id}`} size="sm">
            Open the dream
          </ButtonLink>
        }
      >
        {dream.status === "pending" ? "A dream waits for a worker." : "A dream is running."}
      </Notice>
    </div>
  );
}
