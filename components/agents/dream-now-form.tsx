"use client";

import { useState, useTransition } from "react";
import { ActionForm } from "@/components/forms/action-form";
import type { ActionResult, FormAction } from "@/components/forms/action-result";
import { useFormField } from "@/components/forms/form-context";
import { FieldNotes } from "@/components/ui/field";
import { formatCount, formatDuration, formatNumber } from "@/components/ui/format";
import { Input } from "@/components/ui/input";

export type SessionCounts = { selected: number; all: number };
export type DreamNowFormProps = {
  agentId: string;
  action: FormAction;
  /** Counts the sessions of a range; answers `SessionCounts`. */
  estimate: (range: { agent_id: string; scope: "range"; since?: string; until?: string }) => Promise<ActionResult>;
  /** How long a session took to read in past dreams, in ms; null or left out where it is not known. */
  msPerSession?: number | null;
  /** Sessions no settled dream has read. */
  fresh: SessionCounts;
  /** The last day that can be chosen. */
  today: string;
  /** In whose zone days begin. */
  zone: string;
  disabledReason: string | null;
};

type Scope = "new" | "last" | "range";

const DEFAULT_LAST = 100;

/** Asks which sessions to read, says how many those are and what it costs, and starts the dream. */
export function DreamNowForm({ agentId, action, estimate, fresh, today, zone, msPerSession = null, disabledReason }: DreamNowFormProps) {
  const [scope, setScope] = useState<Scope>(fresh.selected > 0 ? "new" : "range");
  const [range, setRange] = useState({ since: "", until: "" });
  const [last, setLast] = useState(String(Math.min(fresh.all, DEFAULT_LAST)));
  const [counted, setCounted] = useState<SessionCounts | null>(null);
  const [isCounting, startCounting] = useTransition();

  const count = Number(last);
  const isCount = Number.isInteger(count) && count > 0;
  const reads = readsOf();
  function readsOf(): number | null {
    if (scope === "new") return fresh.selected;
    if (scope === "last") return isCount ? Math.min(count, fresh.all) : null;
    return counted?.selected ?? null;
  }

  const choose = (next: typeof range) => {
    setScope("range");
    setRange(next);
    setCounted(null);
    if (next.since === "" && next.until === "") return;
    startCounting(async () => {
      const result = await estimate({ agent_id: agentId, scope: "range", since: next.since || undefined, until: next.until || undefined });
      setCounted(result.ok ? asCounts(result.data) : null);
    });
  };

  return (
    <ActionForm
      action={action}
      label="Dream now"
      submitLabel="Dream now"
      pendingLabel="Starting"
      hidden={{ agent_id: agentId }}
      disabledReason={disabledReason}
      extraActions={
        <Estimate
          scope={scope}
          range={range}
          fresh={fresh}
          counted={counted}
          isCounting={isCounting}
          reads={reads}
          msPerSession={msPerSession}
        />
      }
    >
      <fieldset>
        <legend className="mb-1 text-xs font-medium text-ink-2">Sessions to read</legend>
        <div className="grid gap-2">
          <ScopeChoice value="new" isChosen={scope === "new"} onChoose={setScope} label="New sessions" hint={newHint(fresh)} />
          <ScopeChoice
            value="last"
            isChosen={scope === "last"}
            onChoose={setScope}
            label="The latest sessions"
            hint="By when they took place. Sessions that were read before are read again."
          />
          <CountInput
            value={last}
            onChange={(value) => {
              setScope("last");
              setLast(value);
            }}
          />
          <ScopeChoice
            value="range"
            isChosen={scope === "range"}
            onChoose={setScope}
            label="A date range"
            hint={`Whole days, ${zone}. Sessions that were read before are read again.`}
          />
          <div className="grid gap-2 pl-6 sm:flex">
            <DayInput name="since" label="First day" max={today} onChange={(since) => choose({ ...range, since })} />
            <DayInput name="until" label="Last day" max={today} onChange={(until) => choose({ ...range, until })} />
          </div>
        </div>
      </fieldset>
    </ActionForm>
  );
}

function newHint({ selected, all }: SessionCounts): string {
  if (selected === 0) return `None: earlier dreams have read all ${formatNumber(all)}.`;
  return `${formatNumber(selected)} of ${formatCount(all, "session")}: those that no settled dream has read.`;
}

type ScopeChoiceProps = { value: Scope; isChosen: boolean; onChoose: (scope: Scope) => void; label: string; hint: string };

function ScopeChoice({ value, isChosen, onChoose, label, hint }: ScopeChoiceProps) {
  const { id } = useFormField(`scope-${value}`);
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="radio"
        name="scope"
        value={value}
        checked={isChosen}
        onChange={() => onChoose(value)}
        aria-describedby={`${id}-hint`}
        className="mt-0.5 size-4 flex-none accent-accent pointer-coarse:size-5"
      />
      <div className="min-w-0">
        <label htmlFor={id}>{label}</label>
        <FieldNotes id={id} hint={hint} />
      </div>
    </div>
  );
}

function CountInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { id, error } = useFormField("last");
  return (
    <div className="w-36 pl-6">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
        How many
      </label>
      <Input
        id={id}
        name="last"
        type="number"
        min={1}
        max={100_000}
        step={1}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      <FieldNotes id={id} error={error} />
    </div>
  );
}

type DayInputProps = { name: "since" | "until"; label: string; max: string; onChange: (value: string) => void };

function DayInput({ name, label, max, onChange }: DayInputProps) {
  const { id, error } = useFormField(name);
  return (
    <div className="w-full sm:w-44">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
        {label}
      </label>
      <Input
        id={id}
        name={name}
        type="date"
        max={max}
        onChange={(event) => onChange(event.currentTarget.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      <FieldNotes id={id} error={error} />
    </div>
  );
}

type EstimateProps = {
  scope: Scope;
  range: { since: string; until: string };
  fresh: SessionCounts;
  counted: SessionCounts | null;
  isCounting: boolean;
  reads: number | null;
  msPerSession: number | null;
};

/** What it reads and what it costs, before it is started. */
function Estimate({ scope, range, fresh, counted, isCounting, reads, msPerSession }: EstimateProps) {
  return (
    <p role="status" className="min-w-0 text-ink-2">
      {words()}
      {reads !== null &&
        reads > 0 &&
        msPerSession !== null &&
        `, about ${formatDuration(Math.max(1_000, reads * msPerSession))} as dreams went before`}
    </p>
  );

  function words(): string {
    if (scope === "new") {
      if (fresh.selected === 0) return "There is nothing new to read.";
      return `${formatNumber(fresh.selected)} new ${fresh.selected === 1 ? "session" : "sessions"} of ${formatNumber(fresh.all)}; no model is called: $0.00`;
    }
    if (scope === "last") {
      if (reads === null) return "Say how many.";
      return `The latest ${formatNumber(reads)} of ${formatCount(fresh.all, "session")}; no model is called: $0.00`;
    }
    if (range.since === "" && range.until === "") return "Choose a first day, a last day or both.";
    if (isCounting) return "Counting";
    if (counted === null) return "No model is called: $0.00";
    if (counted.selected === 0) return `None of the ${formatCount(counted.all, "session")} lies in that range.`;
    return `${formatCount(counted.selected, "session")} of ${formatNumber(counted.all)}; no model is called: $0.00`;
  }
}

function asCounts(data: unknown): SessionCounts | null {
  if (typeof data !== "object" || data === null || !("selected" in data) || !("all" in data)) return null;
  return typeof data.selected === "number" && typeof data.all === "number" ? { selected: data.selected, all: data.all } : null;
}
