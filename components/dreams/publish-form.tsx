"use client";

import { type ReactNode, useEffect, useId } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { FormContext } from "@/components/forms/form-context";
import { FormError } from "@/components/forms/form-error";
import { SubmitButton } from "@/components/forms/submit-button";
import { ActionBar } from "@/components/layout/action-bar";
import { UpwardReasons } from "@/components/review/upward-reasons";
import { useSubmission } from "@/components/review/use-submission";
import { formatCount } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { type ConflictView, PublishConflicts } from "./publish-conflicts";

/** What publishing came to: a revision, or what stands in its way. */
export type PublishOutcome = { revision: number; conflicts: [] } | { revision: null; conflicts: ConflictView[] };

export type PublishFormProps = {
  dreamId: string;
  approved: number;
  /** "2 approved, 1 to review". */
  decided: string;
  action: FormAction;
  disabledReason: string | null;
  /** Behind the button: another way to end the review. A form of its own, so it stands outside this one. */
  beside?: ReactNode;
};

/** Publishes all approved changes as one revision, or none. */
export function PublishForm({ dreamId, approved, decided, action, disabledReason, beside }: PublishFormProps) {
  const idPrefix = useId();
  const { formAction, result, isPending, submit } = useSubmission(action, {
    onDone: (data) => {
      const outcome = asOutcome(data);
      if (outcome?.revision == null) return;
      showToast({
        message: `Published ${formatCount(approved, "change")} as revision ${outcome.revision}`,
        link: { label: "See the learnings", href: "/learnings?status=published" },
      });
    },
  });
  const error = result && !result.ok ? result.error : null;
  useEffect(() => {
    if (result?.ok) document.querySelector<HTMLElement>("[data-conflicts]")?.focus();
  }, [result]);
  const conflicts = result?.ok ? (asOutcome(result.data)?.conflicts ?? []) : [];
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      {conflicts.length > 0 && <PublishConflicts conflicts={conflicts} />}
      <div id="publish" className="md:sticky md:bottom-0 md:z-4">
        <ActionBar label="Publish">
          <form action={formAction} onSubmit={submit} aria-label="Publish" aria-busy={isPending} className="min-w-0 flex-1">
            <input type="hidden" name="dream_id" value={dreamId} />
            {error && <FormError error={error} idPrefix={idPrefix} />}
            <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
              <TextField
                name="message"
                label="Message of the revision"
                aside="optional"
                maxLength={1000}
                autoComplete="off"
                fieldClassName="min-w-0 flex-[1_1_220px] max-w-[440px]"
              />
              <UpwardReasons>
                <span data-shortcut="p" className="contents">
                  <SubmitButton size="lg" isPending={isPending} pendingLabel="Publishing" disabledReason={disabledReason}>
                    {approved === 0 ? "Publish changes" : `Publish ${formatCount(approved, "change")}`}
                    <Kbd onSolid>P</Kbd>
                  </SubmitButton>
                </span>
              </UpwardReasons>
              <p className="pb-1.5 text-ink-3">{decided}</p>
            </div>
          </form>
          {beside && <div className="self-end">{beside}</div>}
        </ActionBar>
      </div>
    </FormContext>
  );
}

/** `publishChangeSetAction` returns nothing else; the type is lost on the way through the form's result. */
function asOutcome(data: unknown): PublishOutcome | null {
  return data as PublishOutcome | null;
}
