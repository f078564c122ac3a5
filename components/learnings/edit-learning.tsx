"use client";

import { type KeyboardEvent, useId } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { FormContext } from "@/components/forms/form-context";
import { FormError } from "@/components/forms/form-error";
import { SubmitButton } from "@/components/forms/submit-button";
import { runAction, useSubmission } from "@/components/review/use-submission";
import { ButtonLink } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { MergeView } from "./merge-view";
import type { SaveOutcome } from "./save-outcome";
import { type CheckText, type TextCheck, TextEditor } from "./text-editor";
import { useDraft } from "./use-draft";

export type EditLearningProps = {
  memoryId: string;
  /** The text that is edited and the version it is of. */
  base: { content: string; sha256: string; versionId: string };
  initial: TextCheck;
  check: CheckText;
  save: FormAction;
  restore: FormAction;
  readHref: string;
  disabledReason: string | null;
};

/**
 * The whole text of a learning. It saves only over the version it was read from: when somebody else was faster, both texts are shown and what
 * was typed stays.
 */
export function EditLearning({ memoryId, base, initial, check, save, restore, readHref, disabledReason }: EditLearningProps) {
  const idPrefix = useId();
  const draft = useDraft(memoryId, base.content);
  const { formAction, result, isPending, submit } = useSubmission(save, {
    onDone: (data) => {
      const outcome = asOutcome(data);
      if (outcome?.kind === "changed") return;
      draft.drop();
      if (outcome?.kind === "unchanged") showToast({ message: "Nothing was changed, so no version was added" });
      else showToast({ message: "Saved as a new version", undo: { run: () => restoreVersion(restore, memoryId, base.versionId) } });
    },
  });
  const error = result && !result.ok ? result.error : null;
  const changed = result?.ok ? changedOf(asOutcome(result.data)) : null;
  // After a clash the next save goes over the version that was found.
  const target = changed && changed.found.sha256 !== base.sha256 ? changed.found : base;
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      <form
        action={formAction}
        onSubmit={submit}
        onKeyDown={saveByKey}
        aria-label="Edit the learning"
        aria-busy={isPending}
        className="grid gap-3.5"
      >
        <input type="hidden" name="memory_id" value={memoryId} />
        <input type="hidden" name="expected_sha256" value={target.sha256} />
        <input type="hidden" name="base_version_id" value={target.versionId} />
        {error && <FormError error={error} idPrefix={idPrefix} />}
        {changed && <MergeView changed={changed} />}
        <TextEditor
          key={changed?.id ?? "first"}
          label="Learning text"
          text={changed?.text ?? base.content}
          initial={initial}
          check={check}
          draft={draft}
          isReadOnly={disabledReason !== null}
        />
        <TextField
          name="reason"
          label="Reason"
          aside="optional"
          hint="Kept with the version."
          maxLength={1000}
          autoComplete="off"
          fieldClassName="max-w-[560px]"
        />
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton size="lg" isPending={isPending} pendingLabel="Saving" disabledReason={disabledReason}>
            {changed?.isMerged ? "Save the merged text" : "Save"}
            <Kbd onSolid>Ctrl S</Kbd>
          </SubmitButton>
          <ButtonLink href={readHref} size="lg" variant="quiet" scroll={false}>
            Cancel
          </ButtonLink>
        </div>
      </form>
    </FormContext>
  );
}

function saveByKey(event: KeyboardEvent<HTMLFormElement>): void {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

/** `saveLearningAction` returns nothing else; the type is lost on the way through the form's result. */
function asOutcome(data: unknown): SaveOutcome | null {
  return data as SaveOutcome | null;
}

function changedOf(outcome: SaveOutcome | null): Extract<SaveOutcome, { kind: "changed" }> | null {
  return outcome?.kind === "changed" ? outcome : null;
}

async function restoreVersion(restore: FormAction, memoryId: string, versionId: string): Promise<void> {
  const formData = new FormData();
  formData.set("memory_id", memoryId);
  formData.set("version_id", versionId);
  const result = await runAction(restore, formData);
  if (!result.ok) throw new Error(result.error.message);
}
