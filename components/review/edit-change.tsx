"use client";

import { useRouter } from "next/navigation";
import { useId } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { TextareaField } from "@/components/forms/fields";
import { FormContext } from "@/components/forms/form-context";
import { FormError } from "@/components/forms/form-error";
import { SubmitButton } from "@/components/forms/submit-button";
import { type CheckText, type TextCheck, TextEditor } from "@/components/learnings/text-editor";
import { useDraft } from "@/components/learnings/use-draft";
import { ButtonLink } from "@/components/ui/button";
import type { DecidableChange } from "./decidable";
import { rememberOwn } from "./own-news";
import { quoteTitle } from "./review-words";
import { TheirDecision } from "./their-decision";
import { runAction, useSubmission } from "./use-submission";

export type EditChangeProps = {
  change: DecidableChange;
  text: string;
  initial: TextCheck;
  check: CheckText;
  action: FormAction;
  /** Where to go when it is saved, and where the change is without its editor. */
  next: string;
  self: string;
};

/** The proposed text under a person's hands. The proposal as the dream made it is kept beside the edit. */
export function EditChange({ change, text, initial, check, action, next, self }: EditChangeProps) {
  const idPrefix = useId();
  const router = useRouter();
  const draft = useDraft(change.id, text);
  const { formAction, result, isPending, submit } = useSubmission(action, {
    onDone: () => {
      draft.drop();
      showToast({ message: `Approved ${quoteTitle(change.title)} with your edits`, undo: { run: () => takeBack(action, change, self) } });
    },
  });
  const error = result && !result.ok ? result.error : null;
  const theirs = error?.theirs;
  const hidden = {
    dream_id: change.dreamId,
    change_id: change.id,
    decision: "edit",
    expected_version: String(theirs?.version ?? change.version),
    next,
  };
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      <form
        action={formAction}
        onSubmit={(event) => {
          rememberOwn(change.id);
          submit(event);
        }}
        aria-label="Edit the change"
        aria-busy={isPending}
      >
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {theirs ? (
          <div className="mb-3">
            <TheirDecision theirs={theirs} verb="Save and approve" onKeep={() => router.replace(self, { scroll: false })} />
          </div>
        ) : (
          error && <FormError error={error} idPrefix={idPrefix} />
        )}
        <TextEditor label="Proposed text" text={text} initial={initial} check={check} draft={draft} />
        {change.isHeld && (
          <TextareaField
            name="reason"
            label="Why it is safe to approve"
            hint="It was held. The reason is kept with the decision."
            required
            rows={2}
            fieldClassName="mt-3"
          />
        )}
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <SubmitButton size="lg" isPending={isPending} pendingLabel="Saving">
            Save and approve
          </SubmitButton>
          <ButtonLink href={self} size="lg" variant="quiet" scroll={false}>
            Cancel
          </ButtonLink>
        </div>
      </form>
    </FormContext>
  );
}

async function takeBack(action: FormAction, change: DecidableChange, self: string): Promise<void> {
  const formData = new FormData();
  for (const [name, value] of Object.entries({ dream_id: change.dreamId, change_id: change.id, decision: "undo", next: self })) {
    formData.set(name, value);
  }
  const result = await runAction(action, formData);
  if (!result.ok) throw new Error(result.error.message);
}
