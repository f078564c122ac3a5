"use client";

import { useEffect, useRef } from "react";
import type { TheirChoice } from "@/components/forms/action-result";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";

const DONE: Record<string, string> = {
  pending: "put this change back",
  approved: "approved this change",
  edited: "approved this change with edits",
  rejected: "rejected this change",
  needs_evidence: "sent this change back for more evidence",
};

export type TheirDecisionProps = {
  theirs: TheirChoice;
  /** The verb of the form this stands in: "Reject". */
  verb: string;
  onKeep: () => void;
};

/** Somebody was faster: whose decision stands, and the choice between it and one's own. What was typed stays in the form around it. */
export function TheirDecision({ theirs, verb, onKeep }: TheirDecisionProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} role="alert" tabIndex={-1} className="rounded-md border border-held-line bg-held-soft px-3 py-2 text-ink">
      <p className="flex items-start gap-2">
        <Mark name="warning" className="mt-0.5 text-held" />
        <span>
          <b>
            {theirs.by ?? "Someone"} {DONE[theirs.decision] ?? "changed this"}
          </b>{" "}
          {theirs.at && <time dateTime={theirs.at}>at {clock(theirs.at)}</time>}. Yours was not saved; what you typed is still here.
        </span>
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={onKeep}>
          Keep theirs
        </Button>
        <Button type="submit" size="sm" name="overrule" value="true">
          {verb} instead
        </Button>
      </div>
    </div>
  );
}

/** Shown after an action of this browser, never from the server: its own zone is right. */
function clock(at: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
