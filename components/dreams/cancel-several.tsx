"use client";

import { useState } from "react";
import { showToast } from "@/components/feedback/toast-store";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { Dialog } from "@/components/ui/dialog";
import { formatCount, formatNumber } from "@/components/ui/format";

export type OpenDream = { id: string; agentName: string; state: string };

/** Cancels the chosen ones of the dreams that wait or run; all are chosen at first. */
export function CancelSeveral({
  dreams,
  action,
  disabledReason,
}: {
  dreams: readonly OpenDream[];
  action: FormAction;
  disabledReason: string | null;
}) {
  const [spared, setSpared] = useState<ReadonlySet<string>>(new Set());
  const chosen = dreams.filter((dream) => !spared.has(dream.id));
  const toggle = (id: string) => {
    const next = new Set(spared);
    if (!next.delete(id)) next.add(id);
    setSpared(next);
  };
  return (
    <Dialog trigger={`Cancel ${formatNumber(dreams.length)} open`} title="Cancel these dreams?" disabledReason={disabledReason}>
      <p className="mb-3">They stop at their next step and propose nothing. Digested sessions are kept, and all their sessions stay new.</p>
      <ActionForm
        action={action}
        layout="dialog"
        submitLabel={chosen.length === 0 ? "Cancel dreams" : `Cancel ${formatCount(chosen.length, "dream")}`}
        pendingLabel="Canceling"
        disabledReason={chosen.length === 0 ? "Choose at least one dream" : null}
        onSuccess={(data) => showToast({ message: wordsOf(data) })}
      >
        <fieldset>
          <legend className="sr-only">Dreams to cancel</legend>
          <ul className="grid gap-1.5">
            {dreams.map((dream) => (
              <li key={dream.id}>
                <label className="flex items-start gap-2 text-ink">
                  <input
                    type="checkbox"
                    name="dream_ids[]"
                    value={dream.id}
                    checked={!spared.has(dream.id)}
                    onChange={() => toggle(dream.id)}
                    className="mt-0.5 size-4 flex-none accent-accent"
                  />
                  <span className="min-w-0 wrap-anywhere">
                    {dream.agentName} <span className="text-ink-3">{dream.state}</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
      </ActionForm>
    </Dialog>
  );
}

/** The action answers its counts; the type is lost on the way through the form. */
function wordsOf(data: unknown): string {
  const { canceled, ended } = data as { canceled: number; ended: number };
  return `Canceled ${formatCount(canceled, "dream")}${ended > 0 ? `; ${formatNumber(ended)} had ended already` : ""}`;
}
