import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { RadioField, TextField } from "@/components/forms/fields";
import type { DreamingSettings } from "@/lib/agents/types";

const POLICIES = [
  { value: "always", label: "Always review", hint: "Every change waits for a person." },
  {
    value: "low_confidence",
    label: "Review what is uncertain",
    hint: "A proven effect with q ≤ 0.01 publishes itself. Observations, held changes and low trust wait.",
  },
  {
    value: "never",
    label: "Review only what must be",
    hint: "Every proven effect publishes itself. Observations, held changes and low trust wait.",
  },
];

export type DreamingSettingsFormProps = {
  agentId: string;
  settings: Pick<DreamingSettings, "min_support" | "review">;
  action: FormAction;
  disabledReason: string | null;
};

/** The settings that the next dream of an agent obeys. */
export function DreamingSettingsForm({ agentId, settings, action, disabledReason }: DreamingSettingsFormProps) {
  return (
    <ActionForm
      action={action}
      label="Dreaming settings"
      hidden={{ agent_id: agentId }}
      submitLabel="Save settings"
      pendingLabel="Saving"
      submitVariant="outlined"
      successMessage="Saved. The next dream obeys these settings."
      disabledReason={disabledReason}
      className="max-w-[640px]"
    >
      <TextField
        name="min_support"
        label="Sessions that must show a pattern"
        hint="Fewer, and a dream does not propose it. At least 2."
        type="number"
        min={2}
        max={1000}
        step={1}
        required
        defaultValue={settings.min_support}
        className="max-w-24"
      />
      <RadioField name="review" label="Review policy" options={POLICIES} defaultValue={settings.review} isRequired />
    </ActionForm>
  );
}
