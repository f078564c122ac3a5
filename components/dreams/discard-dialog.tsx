import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { RadioField, TextareaField } from "@/components/forms/fields";
import { REJECT_WORDS } from "@/components/review/review-words";
import { formatCount, formatNumber } from "@/components/ui/format";
import { REJECT_REASONS } from "@/lib/learnings/types";

export type DiscardDialogProps = {
  dreamId: string;
  /** Changes that are neither published nor rejected, and how many of them are approved. */
  open: number;
  approved: number;
  action: FormAction;
  disabledReason: string | null;
};

/** Turns down all that is left of a change set, with one reason. */
export function DiscardDialog({ dreamId, open, approved, action, disabledReason }: DiscardDialogProps) {
  const left = formatCount(open, "change");
  return (
    <ConfirmDialog
      trigger="Discard all"
      size="lg"
      title={open === 1 ? "Reject the one change that is left?" : `Reject all ${left} that are left?`}
      action={action}
      hidden={{ dream_id: dreamId }}
      submitLabel={`Reject ${left}`}
      pendingLabel="Rejecting"
      successMessage={`Rejected ${left}`}
      disabledReason={disabledReason}
      fields={
        <>
          <RadioField
            name="reason_code"
            label="What is wrong with them"
            isRequired
            options={REJECT_REASONS.map((value) => ({ value, label: REJECT_WORDS[value] }))}
          />
          <TextareaField name="reason" label="Note" aside="optional" rows={2} />
        </>
      }
    >
      <p>
        {approved > 0 && `${formatNumber(approved)} of them ${approved === 1 ? "is" : "are"} approved. `}
        Later dreams don’t propose them again without new evidence. Each can be taken back by itself.
      </p>
    </ConfirmDialog>
  );
}
