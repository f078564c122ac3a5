import { Notice } from "@/components/feedback/notice";
import type { FormAction } from "@/components/forms/action-result";
import { VerbForm } from "@/components/review/verb-form";
import { VisibleText } from "@/components/ui/visible-text";
import type { DreamView, StageView } from "@/lib/dreaming/types";
import { STAGE_WORDS } from "./dream-words";
import { causeInWords, keptInWords, retryInWords } from "./failure-words";

export type FailedNoticeProps = {
  dream: DreamView;
  stages: readonly StageView[];
  retry: FormAction;
  anew: FormAction;
  disabledReason: string | null;
};

/** Where and why it failed, what is kept, and the two ways on. */
export function FailedNotice({ dream, stages, retry, anew, disabledReason }: FailedNoticeProps) {
  if (dream.status !== "failed" || !dream.error) return null;
  const { from, spared } = retryInWords(stages);
  const hidden = { dream_id: dream.id };
  return (
    <Notice
      tone="failure"
      actions={
        <>
          <VerbForm
            action={retry}
            hidden={hidden}
            verb={`Retry from ${STAGE_WORDS[from].name.toLowerCase()}`}
            pendingVerb="Retrying"
            variant="solid"
            disabledReason={disabledReason ?? (dream.archivedAt ? "Bring it back first" : null)}
            done={{ message: `Retrying from ${STAGE_WORDS[from].name.toLowerCase()}` }}
          />
          <VerbForm action={anew} hidden={hidden} verb="Dream anew" pendingVerb="Starting" disabledReason={disabledReason} />
        </>
      }
    >
      <b>Failed{dream.error.stage ? ` while ${STAGE_WORDS[dream.error.stage].doing.toLowerCase()}` : ""}.</b>{" "}
      <VisibleText text={dream.error.message} />
      <span className="mt-1 block text-ink-2">
        Cause: {causeInWords(dream.error.type)}. {keptInWords(stages, dream)}
        {spared && ` A retry starts at ${STAGE_WORDS[from].name.toLowerCase()}: ${spared}.`}
      </span>
    </Notice>
  );
}
