"use client";

import { useId, useState, useTransition } from "react";
import { DreamNowForm, type SessionCounts } from "@/components/agents/dream-now-form";
import type { ActionResult, FormAction } from "@/components/forms/action-result";
import type { ButtonVariant } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

export type NewDreamProps = {
  agents: readonly { id: string; name: string }[];
  /** The agent it starts with, and what it has to read where that is known. */
  start: { agentId: string; fresh: SessionCounts } | null;
  action: FormAction;
  estimate: (range: { agent_id: string; scope: "new" | "range"; since?: string; until?: string }) => Promise<ActionResult>;
  today: string;
  zone: string;
  disabledReason: string | null;
  label: string;
  variant?: ButtonVariant;
  /** The key that opens it. */
  shortcut?: string;
};

/** Chooses the agent, says how much it has to read, and leads on to the form that starts the dream. */
export function NewDream({
  agents,
  start,
  action,
  estimate,
  today,
  zone,
  disabledReason,
  label,
  variant = "outlined",
  shortcut,
}: NewDreamProps) {
  const id = useId();
  const [agentId, setAgentId] = useState(start?.agentId ?? "");
  const [fresh, setFresh] = useState(start?.fresh ?? null);
  const [isCounting, startCounting] = useTransition();
  const choose = (next: string) => {
    setAgentId(next);
    setFresh(null);
    if (next === "") return;
    startCounting(async () => {
      const result = await estimate({ agent_id: next, scope: "new" });
      setFresh(result.ok ? (result.data as SessionCounts) : { selected: 0, all: 0 });
    });
  };
  const trigger = (
    <>
      {label}
      {shortcut && <Kbd onSolid={variant === "solid"}>{shortcut}</Kbd>}
    </>
  );
  return (
    <span data-shortcut={shortcut?.toLowerCase()} className="contents">
      <Dialog trigger={trigger} variant={variant} title="Which agent dreams?" disabledReason={disabledReason} isWide>
        <div className="mt-2 mb-3.5">
          <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
            Agent
          </label>
          <select
            id={id}
            value={agentId}
            onChange={(event) => choose(event.currentTarget.value)}
            className="h-(--control) w-full max-w-80 rounded-md border border-control bg-raised px-2 text-ink"
          >
            <option value="">Choose an agent</option>
            {agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </select>
        </div>
        {agentId === "" && <DialogActions />}
        {isCounting && <p role="status">Counting its new sessions</p>}
        {agentId !== "" && fresh && (
          <DreamNowForm
            key={agentId}
            agentId={agentId}
            action={action}
            estimate={estimate}
            fresh={fresh}
            today={today}
            zone={zone}
            disabledReason={null}
          />
        )}
      </Dialog>
    </span>
  );
}
