"use client";

import { useActionState } from "react";
import type { FormAction } from "@/components/forms/action-result";
import { SubmitButton } from "@/components/forms/submit-button";
import { formatCount, formatDuration } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";

/** Asks the Models API with the key, and says what came. Works without JavaScript. */
export function CheckKey({ action, disabledReason }: { action: FormAction; disabledReason: string | null }) {
  const [result, submit] = useActionState(action, null);
  const found = result?.ok ? asFound(result.data) : null;
  return (
    <form action={submit} aria-label="Check the key" className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <SubmitButton variant="outlined" pendingLabel="Asking" disabledReason={disabledReason}>
        Check the key
      </SubmitButton>
      <p role="status" className="flex min-w-0 items-start gap-1.5 wrap-anywhere">
        {result && !result.ok && (
          <>
            <Mark name="warning" className="mt-0.5 text-failure" />
            <span className="text-failure">{result.error.message}</span>
          </>
        )}
        {found && (
          <>
            <Mark name="check" className="mt-0.5 text-success" />
            It works: {formatCount(found.models, "model")} within {formatDuration(found.tookMs)}.
          </>
        )}
      </p>
    </form>
  );
}

function asFound(data: unknown): { models: number; tookMs: number } | null {
  return typeof data === "object" && data !== null && "models" in data && "tookMs" in data
    ? (data as { models: number; tookMs: number })
    : null;
}
