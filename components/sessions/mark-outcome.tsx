import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { RadioField, TextareaField } from "@/components/forms/fields";
import { Dialog } from "@/components/ui/dialog";

export type MarkOutcomeProps = {
  sessionId: string;
  /** A person has said so already. */
  hasOwn: boolean;
  action: FormAction;
  disabledReason: string | null;
};

/** A person's verdict on this session: it counts before every other one, and stands beside them. */
export function MarkOutcome({ sessionId, hasOwn, action, disabledReason }: MarkOutcomeProps) {
  return (
    <Dialog trigger="Mark outcome" title="Did this session do what was asked?" disabledReason={disabledReason}>
      <p>A person’s word counts before all others. What others said stays beside it, and a later verdict can take yours back.</p>
      <ActionForm
        action={action}
        hidden={{ session_id: sessionId }}
        submitLabel="Mark outcome"
        successMessage="Outcome marked."
        layout="dialog"
        resetOnSuccess
        className="mt-3"
      >
        <RadioField
          name="verdict"
          label="Outcome"
          isRequired
          options={[
            { value: "met", label: "Met" },
            { value: "not_met", label: "Not met" },
            ...(hasOwn ? [{ value: "withdrawn", label: "Withdraw what people said", hint: "The next best source counts again." }] : []),
          ]}
        />
        <TextareaField name="note" label="Note" hint="What made you decide. Optional." rows={3} maxLength={2000} />
      </ActionForm>
    </Dialog>
  );
}
