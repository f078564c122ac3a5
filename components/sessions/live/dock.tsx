"use client";

import Link from "next/link";
import { useTransition } from "react";
import { Notice } from "@/components/feedback/notice";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { Button } from "@/components/ui/button";
import { formatUsd } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { BudgetDialog } from "./budget-dialog";
import { Composer } from "./composer";
import { useLiveFacts } from "./live-session";
import { OpenCalls, useAfterAct } from "./open-calls";

export type DockActions = { send: FormAction; interrupt: FormAction; confirm: FormAction; answer: FormAction; budget: FormAction };
export type DockProps = {
  sessionId: string;
  actions: DockActions;
  /** Why the visitor may not act. */
  disabledReason: string | null;
  hasModelKey: boolean;
};

/** At the foot of a live session: what it waits for, what stands in its way, and a message to it. */
export function Dock({ sessionId, actions, disabledReason, hasModelKey }: DockProps) {
  const { status, source, isArchived, stopReason, calls } = useLiveFacts();
  const interrupt = useInterrupt(sessionId, actions.interrupt);
  if (source !== "live") return <Over text="This session runs elsewhere and is reported here: it can be read, not written to." />;
  if (isArchived) return <Over text="This session is archived: it can only be read." />;
  if (status === "terminated") return <Over text="This session is over: it can only be read." />;
  const isAtWork = status === "running" || status === "rescheduling" || stopReason?.type === "requires_action";
  return (
    <>
      <Obstacle sessionId={sessionId} budget={actions.budget} hasModelKey={hasModelKey} disabledReason={disabledReason} />
      {calls.length > 0 && (
        <OpenCalls sessionId={sessionId} calls={calls} confirm={actions.confirm} answer={actions.answer} disabledReason={disabledReason} />
      )}
      <div className="flex flex-wrap items-start gap-2 px-4 py-2.5 md:px-6">
        <Composer
          sessionId={sessionId}
          send={actions.send}
          disabledReason={disabledReason}
          interrupt={isAtWork && !disabledReason ? interrupt.run : null}
        />
        {isAtWork && (
          <Button
            variant="danger"
            data-shortcut="i"
            aria-disabled={interrupt.isPending || undefined}
            onClick={interrupt.run}
            disabledReason={disabledReason}
            className="h-[34px]!"
          >
            {interrupt.isPending ? "Interrupting" : "Interrupt"} <Kbd>I</Kbd>
          </Button>
        )}
      </div>
    </>
  );
}

function Over({ text }: { text: string }) {
  return <p className="px-4 py-2.5 text-ink-2 md:px-6">{text}</p>;
}

/** The turn ends where it stands; the session goes on with the next message, so nothing is asked first. */
function useInterrupt(sessionId: string, action: FormAction) {
  const [isPending, start] = useTransition();
  const after = useAfterAct();
  const run = () => {
    if (isPending) return;
    start(async () => {
      const form = new FormData();
      form.set("session_id", sessionId);
      const result = await action(null, form).catch(() => null);
      if (result?.ok) showToast({ message: "Interrupted. A message lets it go on." });
      else
        showToast({
          message: result ? result.error.message : "The server did not answer: nothing is known to be interrupted.",
          tone: "failed",
        });
      after();
    });
  };
  return { run, isPending };
}

type ObstacleProps = { sessionId: string; budget: FormAction; hasModelKey: boolean; disabledReason: string | null };

/** What keeps the session from going on, and what to do about it. */
function Obstacle({ sessionId, budget, hasModelKey, disabledReason }: ObstacleProps) {
  const { stopReason, error, costMicroUsd, budgetMicroUsd } = useLiveFacts();
  if (!hasModelKey) {
    return (
      <Notice tone="failure">
        <b>No model key is set, so no agent can run.</b> Set <code className="font-mono text-xs">ANTHROPIC_API_KEY</code> where Reverie is
        started and start it again.{" "}
        <Link href="/settings/models" className="link">
          Models
        </Link>
      </Notice>
    );
  }
  if (stopReason?.type === "budget_reached") {
    return (
      <Notice
        tone="held"
        actions={<BudgetDialog sessionId={sessionId} action={budget} disabledReason={disabledReason} trigger="Raise the budget" />}
      >
        <b>The budget is used up:</b> {formatUsd(costMicroUsd / 1e6)} of {formatUsd((budgetMicroUsd ?? 0) / 1e6)}. Raise it, then send a
        message to go on.
      </Notice>
    );
  }
  if (stopReason?.type === "retries_exhausted") {
    return (
      <Notice tone="failure">
        <b>The turn ended with an error.</b> {error ?? "Its cause stands in the transcript."} A message tries again.
      </Notice>
    );
  }
  if (stopReason?.type === "refusal") {
    return (
      <Notice tone="held">
        <b>The model refused to go on.</b> A message that says it otherwise may help.
      </Notice>
    );
  }
  return null;
}
