"use client";

import { formatNumber } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import { restWords } from "../event-words";
import { SessionStatusPill } from "../session-status";
import { Budget, ByKind, Cost } from "../usage-figures";
import { useLiveFacts } from "./live-session";
import { Ticking } from "./ticking";

/** The session's state as it is now, and why. */
export function LiveStatus() {
  const { status, stopReason, retryAt, requestedAt, error, isArchived } = useLiveFacts();
  return (
    <>
      <SessionStatusPill status={status} isBare />{" "}
      <span className="text-ink-2">
        {isArchived && "archived"}
        {!isArchived && status === "idle" && restWords(stopReason)}
        {status === "running" && requestedAt && (
          <>
            the model for <Ticking since={requestedAt} />
          </>
        )}
        {status === "rescheduling" && (
          <>
            {error && <VisibleText text={error} />} {retryAt && <NextAttempt at={retryAt} />}
          </>
        )}
      </span>
    </>
  );
}

function NextAttempt({ at }: { at: string }) {
  return (
    <span className="whitespace-nowrap">
      Next attempt in <Ticking until={at} />
    </span>
  );
}

export function LiveCount({ of }: { of: "turnCount" | "callCount" | "errorCount" }) {
  return <span>{formatNumber(useLiveFacts()[of])}</span>;
}

export function LiveUsage({ of }: { of: "tokens" | "cost" | "budget" }) {
  const facts = useLiveFacts();
  switch (of) {
    case "tokens":
      return <ByKind live={facts} />;
    case "cost":
      return <Cost live={facts} />;
    case "budget":
      if (facts.budgetMicroUsd === null) return <span className="text-ink-3">none</span>;
      return <Budget live={facts} limit={facts.budgetMicroUsd} />;
  }
}
