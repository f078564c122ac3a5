"use client";

import { useEffect, useId, useState } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { FormContext } from "@/components/forms/form-context";
import { FormError } from "@/components/forms/form-error";
import { useSubmission } from "@/components/review/use-submission";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Input } from "@/components/ui/input";

const BOXES = 'input[type="checkbox"][name="chosen"]';

export type BulkBarProps = { action: FormAction; whyNotWrite: string | null; whyNotPin: string | null };

/** What can be done with the rows that are ticked. Each verb says to how many. */
export function BulkBar({ action, whyNotWrite, whyNotPin }: BulkBarProps) {
  const idPrefix = useId();
  const [ids, setIds] = useState<string[]>([]);
  const [asks, setAsks] = useState<"retire" | "expire" | null>(null);
  useEffect(() => {
    const read = () => setIds([...document.querySelectorAll<HTMLInputElement>(`${BOXES}:checked`)].map((box) => box.value));
    document.addEventListener("change", read);
    return () => document.removeEventListener("change", read);
  }, []);
  const clear = () => {
    for (const box of document.querySelectorAll<HTMLInputElement>(`${BOXES}:checked`)) box.checked = false;
    setIds([]);
    setAsks(null);
  };
  const { formAction, result, isPending, submit } = useSubmission(action, {
    onDone: (data) => {
      const { done, kept } = data as { done: number; kept: string[] };
      showToast({ message: [`Changed ${formatCount(done, "learning")}.`, ...kept].join(" "), tone: kept.length > 0 ? "failed" : "done" });
      clear();
    },
  });
  if (ids.length === 0) return null;
  const count = formatCount(ids.length, "learning");
  const error = result && !result.ok ? result.error : null;
  const verb = (name: string, word: string, why: string | null) => (
    <Button type="submit" name="verb" value={name} size="sm" disabledReason={why} aria-label={`${word} ${count}`}>
      {word}
    </Button>
  );
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      <form
        action={formAction}
        onSubmit={submit}
        aria-label="Change the chosen learnings"
        aria-busy={isPending}
        className="sticky bottom-0 z-4 -mx-4 border-t border-line-2 bg-surface px-4 py-2 md:-mx-6 md:px-6 print:hidden"
      >
        {error && <FormError error={error} idPrefix={idPrefix} />}
        <input type="hidden" name="ids" value={ids.join(" ")} />
        <div className="flex flex-wrap items-center gap-2">
          <b role="status" className="mr-2 font-medium">
            {count} chosen
          </b>
          {verb("lock", "Lock", whyNotWrite)}
          {verb("unlock", "Unlock", whyNotWrite)}
          {verb("pin", "Pin", whyNotPin)}
          {verb("unpin", "Unpin", whyNotPin)}
          <Button size="sm" aria-expanded={asks === "expire"} disabledReason={whyNotWrite} onClick={() => setAsks("expire")}>
            Expiry
          </Button>
          <Button
            size="sm"
            variant="danger"
            aria-expanded={asks === "retire"}
            disabledReason={whyNotWrite}
            onClick={() => setAsks("retire")}
          >
            Retire
          </Button>
          <Button size="sm" variant="quiet" onClick={clear}>
            Choose none
          </Button>
        </div>
        {asks && (
          <div className="mt-2 flex flex-wrap items-center gap-2">
            <label htmlFor={`${idPrefix}-asked`} className="text-xs font-medium text-ink-2">
              {asks === "retire" ? "Reason, which later dreams read" : "Last day; empty takes it off"}
            </label>
            <span className="min-w-0 flex-1 basis-60">
              {asks === "retire" ? (
                <Input key="reason" id={`${idPrefix}-asked`} name="reason" required maxLength={1000} autoComplete="off" />
              ) : (
                <Input key="day" id={`${idPrefix}-asked`} name="expires_at" type="date" />
              )}
            </span>
            <Button type="submit" name="verb" value={asks} variant="solid" size="sm">
              {asks === "retire" ? `Retire ${count}` : `Set expiry of ${count}`}
            </Button>
          </div>
        )}
      </form>
    </FormContext>
  );
}
