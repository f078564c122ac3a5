import { Notice } from "@/components/feedback/notice";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { RefreshWhile } from "@/components/imports/refresh-while";
import { VerbForm } from "@/components/review/verb-form";
import { formatCount } from "@/components/ui/format";
import { Progress } from "@/components/ui/progress";
import type { SampleView } from "@/lib/demo/types";

export type LoadSampleProps = { sample: SampleView | null; action: FormAction; disabledReason: string | null };

/** Loads the sample data, or says how far it is. */
export function LoadSample({ sample, action, disabledReason }: LoadSampleProps) {
  if (sample?.status === "running" || sample?.status === "pending") return <SampleProgress sample={sample} action={action} />;
  return (
    <div className="grid gap-2">
      {sample?.error && <p className="text-failure">{sample.error}</p>}
      <VerbForm
        action={action}
        hidden={{}}
        verb={sample?.status === "failed" ? "Go on loading" : "Load sample data"}
        pendingVerb="Starting"
        variant="solid"
        disabledReason={disabledReason}
        reasonAlign="start"
        label="Load sample data"
      />
    </div>
  );
}

function SampleProgress({ sample, action }: { sample: SampleView; action: FormAction }) {
  const text = sample.status === "pending" ? sample.stage : `${sample.stage}, step ${sample.done + 1} of ${sample.total}`;
  return (
    <div className="max-w-[480px]">
      <RefreshWhile />
      <Progress value={sample.done / sample.total} label="Loading sample data" text={text} withText />
      {sample.status === "pending" && (
        <details className="late mt-2 text-xs text-ink-3">
          <summary className="link w-fit">It does not start?</summary>
          <p className="mt-1 mb-1.5">A worker takes it up within seconds. If none did, hand it over again: nothing is loaded twice.</p>
          <VerbForm action={action} hidden={{}} verb="Hand it over again" pendingVerb="Handing over" size="sm" />
        </details>
      )}
    </div>
  );
}

export type SampleBannerProps = { sample: SampleView; load: FormAction; remove: FormAction; disabledReason: string | null };

/** Above figures that hold made-up sessions. */
export function SampleBanner({ sample, load, remove, disabledReason }: SampleBannerProps) {
  if (sample.status === "running" || sample.status === "pending")
    return (
      <div className="border-b border-line px-4 py-2.5 md:px-6">
        <SampleProgress sample={sample} action={load} />
      </div>
    );
  const agents = formatCount(sample.agentIds.length, "agent");
  return (
    <Notice
      tone={sample.status === "failed" ? "failure" : "info"}
      actions={
        <>
          {sample.status === "failed" && <VerbForm action={load} hidden={{}} verb="Go on loading" pendingVerb="Starting" size="sm" />}
          <ConfirmDialog
            trigger="Remove sample data"
            size="sm"
            title="Remove the sample data?"
            action={remove}
            submitLabel="Remove sample data"
            pendingLabel="Removing"
            successMessage="Sample data removed. It can be loaded again."
            disabledReason={disabledReason}
            isIrreversible
          >
            <p>
              {agents} with all their sessions, dreams, changes, learnings and store revisions go, also what was decided about them here.
              Nothing else is touched; the audit log keeps that it happened. The sample can be loaded again.
            </p>
          </ConfirmDialog>
        </>
      }
    >
      {sample.status === "failed" ? (
        sample.error
      ) : (
        <>
          <b>Sample data.</b> {agents} and their sessions are made up, and dated back four weeks. The dreams on them are real.
        </>
      )}
    </Notice>
  );
}
