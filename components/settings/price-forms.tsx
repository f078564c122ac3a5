"use client";

import { useRouter } from "next/navigation";
import { showToast } from "@/components/feedback/toast-store";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { ButtonLink } from "@/components/ui/button";

const RATES = [
  ["input_usd", "Input"],
  ["output_usd", "Output"],
  ["cache_read_usd", "Cache read"],
  ["cache_write_5m_usd", "Cache write, 5 min"],
  ["cache_write_1h_usd", "Cache write, 1 h"],
] as const;

export type PriceActions = { set: FormAction; clear: FormAction };

/** Sets the workspace's own price of one model. */
export function SetPriceForm({
  model,
  texts,
  actions,
  disabledReason,
}: {
  /** Null asks for its name too. */
  model: string | null;
  /** The price that holds now, field by field. */
  texts: Record<string, string>;
  actions: PriceActions;
  disabledReason: string | null;
}) {
  const router = useRouter();
  return (
    <ActionForm
      action={actions.set}
      label={model === null ? "Price of a model" : `Price of ${model}`}
      hidden={model === null ? undefined : { model }}
      submitLabel="Set price"
      pendingLabel="Setting"
      disabledReason={disabledReason}
      onSuccess={(data) => {
        offerUndo(data, "Set the price of", actions);
        router.replace("/settings/models", { scroll: false });
      }}
      extraActions={model !== null && <ButtonLink href="/settings/models">Cancel</ButtonLink>}
      className="max-w-[760px]"
    >
      {model === null && (
        <TextField name="model" label="Model" hint="As requests name it." required autoComplete="off" spellCheck={false} isCode />
      )}
      <Rates texts={texts} isRequired />
      <details open={texts["long_prompt.above_tokens"] !== undefined || undefined}>
        <summary className="link w-fit cursor-pointer text-xs">Another price for long prompts</summary>
        <div className="mt-2 grid gap-3.5">
          <TextField
            name="long_prompt.above_tokens"
            label="Above so many input tokens"
            hint="Then the whole request costs what stands below, output included."
            type="number"
            min={1}
            max={100_000_000}
            step={1}
            defaultValue={texts["long_prompt.above_tokens"]}
            className="max-w-40"
          />
          <Rates texts={texts} prefix="long_prompt." />
        </div>
      </details>
    </ActionForm>
  );
}

function Rates({ texts, prefix = "", isRequired = false }: { texts: Record<string, string>; prefix?: string; isRequired?: boolean }) {
  return (
    <div className="grid grid-cols-2 gap-3.5 sm:grid-cols-5">
      {RATES.map(([name, label]) => (
        <TextField
          key={name}
          name={`${prefix}${name}`}
          label={label}
          aside="USD"
          inputMode="decimal"
          placeholder="0.00"
          autoComplete="off"
          required={isRequired}
          defaultValue={texts[`${prefix}${name}`]}
        />
      ))}
    </div>
  );
}

/** Back to the list price, or to none. */
export function ClearPriceButton({
  model,
  actions,
  disabledReason,
}: {
  model: string;
  actions: PriceActions;
  disabledReason: string | null;
}) {
  return (
    <ActionForm
      action={actions.clear}
      hidden={{ model }}
      label={`Clear the price of ${model}`}
      submitLabel="Clear"
      pendingLabel="Clearing"
      submitVariant="outlined"
      layout="inline"
      disabledReason={disabledReason}
      onSuccess={(data) => offerUndo(data, "Cleared the price of", actions)}
    />
  );
}

type Done = { model: string; before: Record<string, string> | null };

function offerUndo(data: unknown, verb: string, actions: PriceActions): void {
  if (!isDone(data)) return;
  const { model, before } = data;
  showToast({
    message: `${verb} ${model}`,
    undo: {
      run: async () => {
        const form = new FormData();
        for (const [name, value] of Object.entries({ model, ...before })) form.set(name, value);
        const result = await (before === null ? actions.clear : actions.set)(null, form);
        showToast(result.ok ? { message: `Took it back: ${model}` } : { message: result.error.message, tone: "failed" });
      },
    },
  });
}

function isDone(data: unknown): data is Done {
  return typeof data === "object" && data !== null && "model" in data && "before" in data;
}
