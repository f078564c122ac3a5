import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { TextareaField, TextField } from "@/components/forms/fields";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/input";
import { Mark } from "@/components/ui/mark";
import type { LearningKind } from "@/lib/learnings/types";

export type NewLearningProps = {
  kind: LearningKind;
  agents: readonly { id: string; name: string }[];
  action: FormAction;
  disabledReason: string | null;
};

/** A note or a playbook in a person's words; its trigger and steps are written in the editor that opens. */
export function NewLearning({ kind, agents, action, disabledReason }: NewLearningProps) {
  return (
    <ConfirmDialog
      trigger={
        <>
          <Mark name="plus" size={14} />
          New {kind}
        </>
      }
      variant={kind === "note" ? "outlined" : "solid"}
      title={kind === "note" ? "What should the agent know?" : "What should the agent do?"}
      disabledReason={disabledReason ?? (agents.length === 0 ? "There is no agent yet" : null)}
      action={action}
      hidden={{ kind }}
      submitLabel={kind === "note" ? "Write the note" : "Open the playbook"}
      pendingLabel="Writing"
      fields={
        <>
          <TextField name="title" label="Title" required maxLength={200} autoComplete="off" />
          <Field id={`new-${kind}-agent`} label="Agent">
            {(wiring) => <Select {...wiring} name="agent_id" options={agents.map(({ id, name }) => ({ value: id, label: name }))} />}
          </Field>
          <TextareaField name="body" label="Text" aside="Markdown, optional" rows={5} />
        </>
      }
    >
      <p>{kind === "note" ? "An observation in plain words." : "Its trigger, steps and what to avoid come next, in the editor."}</p>
    </ConfirmDialog>
  );
}
