"use client";

import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { Dialog } from "@/components/ui/dialog";
import { formatUsd } from "@/components/ui/format";
import { useLiveFacts } from "./live-session";
import { useAfterAct } from "./open-calls";

export type BudgetDialogProps = { sessionId: string; action: FormAction; disabledReason: string | null; trigger: string };

/** What the session may cost in all. */
export function BudgetDialog({ sessionId, action, disabledReason, trigger }: BudgetDialogProps) {
  const { costMicroUsd, budgetMicroUsd } = useLiveFacts();
  const after = useAfterAct();
  return (
    <Dialog trigger={trigger} title="What may this session cost?" disabledReason={disabledReason}>
      <p>
        It has cost {formatUsd(costMicroUsd / 1e6)} at list prices{budgetMicroUsd !== null && ` of ${formatUsd(budgetMicroUsd / 1e6)}`}.
        Looked at before each request to the model; the one that reaches it is still paid for.
      </p>
      <ActionForm
        action={action}
        hidden={{ session_id: sessionId }}
        submitLabel="Set the budget"
        pendingLabel="Setting"
        successMessage="Budget set."
        layout="dialog"
        onSuccess={after}
        className="mt-3"
      >
        <TextField
          key={budgetMicroUsd}
          name="dollars"
          label="Budget, US dollars"
          hint="Empty: no budget."
          type="number"
          min={0}
          step={0.01}
          inputMode="decimal"
          defaultValue={budgetMicroUsd === null ? "" : budgetMicroUsd / 1e6}
        />
      </ActionForm>
    </Dialog>
  );
}
