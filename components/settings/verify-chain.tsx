"use client";

import { useActionState } from "react";
import type { FormAction } from "@/components/forms/action-result";
import { SubmitButton } from "@/components/forms/submit-button";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";

/** Recomputes the log's chain of hashes and says whether it holds. Works without JavaScript. */
export function VerifyChain({ action }: { action: FormAction }) {
  const [result, submit] = useActionState(action, null);
  const verdict = result?.ok ? asVerdict(result.data) : null;
  return (
    <form action={submit} aria-label="Verify chain" className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <p role="status" className="flex min-w-0 items-center gap-1.5">
        {result && !result.ok && <span className="text-failure">{result.error.message}</span>}
        {verdict?.ok && (
          <>
            <Mark name="check" className="text-success" />
            {formatCount(verdict.entries, "entry", "entries")} verified
          </>
        )}
        {verdict && !verdict.ok && (
          <>
            <Mark name="warning" className="text-failure" />
            <span className="text-failure">
              Entry {formatNumber(verdict.firstBad ?? 1)} does not fit the chain;{" "}
              {formatCount(verdict.entries, "entry before it does", "entries before it do")}
            </span>
          </>
        )}
      </p>
      <SubmitButton variant="outlined" pendingLabel="Verifying">
        Verify chain
      </SubmitButton>
    </form>
  );
}

type Verdict = { ok: boolean; entries: number; firstBad: number | null };

function asVerdict(data: unknown): Verdict | null {
  return typeof data === "object" && data !== null && "ok" in data && "entries" in data && "firstBad" in data ? (data as Verdict) : null;
}
