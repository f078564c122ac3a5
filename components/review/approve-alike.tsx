"use client";

import { useState } from "react";
import { showToast } from "@/components/feedback/toast-store";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { RadioField } from "@/components/forms/fields";
import { Dialog } from "@/components/ui/dialog";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { VisibleText } from "@/components/ui/visible-text";
import { rememberOwn } from "./own-news";

/** `count` is what is shown, and what the server approves or refuses. */
export type AlikeChoice = { threshold: string; label: string; hint: string; count: number };

export type ApproveAlikeProps = {
  agentId: string;
  agentName: string;
  family: string;
  choices: readonly AlikeChoice[];
  titles: readonly { id: string; title: string }[];
  action: FormAction;
  /** Takes all of them back at once. */
  undo: (input: unknown) => Promise<unknown>;
  disabledReason: string | null;
};

/** Approves the waiting changes of one agent and family that reach a threshold, after showing how many. */
export function ApproveAlike({ agentId, agentName, family, choices, titles, action, undo, disabledReason }: ApproveAlikeProps) {
  const usable = choices.filter((choice) => choice.count > 0);
  const [chosen, setChosen] = useState(usable[0]?.count ?? 0);
  const none = titles.length === 0 ? `No ${family} of ${agentName} can be approved unread` : null;
  return (
    <span data-shortcut="shift+a">
      <Dialog
        trigger={
          <>
            Approve several <Kbd>Shift A</Kbd>
          </>
        }
        title={`Approve several ${family} changes of ${agentName}?`}
        disabledReason={disabledReason ?? none}
      >
        <p className="mb-3">
          Held ones stay, and so does what is assigned to somebody else or rests on text from the web. Each can be undone until it is
          published.
        </p>
        <ActionForm
          action={(previous, formData) => {
            // The news may be here before the answer.
            for (const one of titles) rememberOwn(one.id);
            return action(previous, formData);
          }}
          layout="dialog"
          label="Approve several"
          hidden={{ agent_id: agentId, family }}
          submitLabel={`Approve ${formatCount(chosen, "change")}`}
          pendingLabel="Approving"
          onSuccess={(data) => afterApproval(data, undo)}
        >
          <div onChange={(event) => setChosen(countOf(event.target))}>
            <RadioField
              name="choice"
              label="How sure the figures must be"
              isRequired
              defaultValue={usable[0] && `${usable[0].threshold}:${usable[0].count}`}
              options={choices.map(({ threshold, label, hint, count }) => ({
                value: `${threshold}:${count}`,
                label: (
                  <>
                    {label} · <strong>{formatCount(count, "change")}</strong>
                  </>
                ),
                hint,
                isDisabled: count === 0,
              }))}
            />
          </div>
          <details>
            <summary className="inline-flex rounded-md text-ink-2 hover:text-ink hover:underline hover:underline-offset-3">
              Show {titles.length === 1 ? "the one that waits" : `all ${formatNumber(titles.length)} that wait`}
            </summary>
            <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-4">
              {titles.map((one) => (
                <li key={one.id} className="wrap-anywhere">
                  <VisibleText text={one.title} />
                </li>
              ))}
            </ul>
          </details>
        </ActionForm>
      </Dialog>
    </span>
  );
}

/** A choice is sent as "threshold:count": what was seen is what is approved, or nothing. */
function countOf(target: EventTarget): number {
  return target instanceof HTMLInputElement ? Number(target.value.split(":").at(-1)) : 0;
}

type Ref = { dreamId: string; changeId: string };

function afterApproval(data: unknown, undo: (input: unknown) => Promise<unknown>): void {
  // `approveAlikeAction` returns the changes it approved, and nothing else.
  const refs = data as Ref[];
  showToast({
    message: `Approved ${formatCount(refs.length, "change")}`,
    undo: {
      run: async () => {
        const result = (await undo({ refs })) as { ok: boolean };
        if (!result.ok) throw new Error("The decisions could not be taken back.");
      },
    },
  });
}
