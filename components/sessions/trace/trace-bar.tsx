"use client";

import { Button } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { Select } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { type Outline, TRACE_VIEWS, type TraceFilter, type TraceView } from "./types";
import type { useAddress } from "./use-address";

const VIEW_WORDS: Record<TraceView, string> = { transcript: "Transcript", timeline: "Timeline", raw: "Raw" };

type SetAddress = ReturnType<typeof useAddress>["setAddress"];

/** Transcript, timeline or raw. */
export function Views({ view, setAddress, isReady }: { view: TraceView; setAddress: SetAddress; isReady: boolean }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; these are views.
    <div role="group" aria-label="View" className="inline-flex rounded-md border border-control bg-raised print:hidden">
      {TRACE_VIEWS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === view}
          disabled={!isReady}
          onClick={() => setAddress({ view: one === "transcript" ? null : one })}
          className="inline-flex h-[26px] items-center border-l border-line-2 px-2.5 font-medium text-ink-2 first:rounded-l-[3px] first:border-l-0 last:rounded-r-[3px] hover:bg-hover aria-pressed:bg-selected aria-pressed:text-ink pointer-coarse:h-9"
        >
          {VIEW_WORDS[one]}
        </button>
      ))}
    </div>
  );
}

type FilterProps = { filter: TraceFilter; thread: string | null; outline: Omit<Outline, "rows">; setAddress: SetAddress; isReady: boolean };

/** Which events of which thread are shown. */
export function Filter({ filter, thread, outline, setAddress, isReady }: FilterProps) {
  const { counts, threads } = outline;
  const options: { value: TraceFilter; label: string }[] = [
    { value: "all", label: "All events" },
    { value: "messages", label: "Messages" },
    { value: "calls", label: `Calls, ${formatNumber(counts.calls)}` },
    { value: "errors", label: `Errors, ${formatNumber(counts.errors)}` },
    { value: "corrections", label: `Corrections, ${formatNumber(counts.corrections)}` },
    { value: "evidence", label: `Evidence, ${formatNumber(counts.evidence)}` },
  ];
  return (
    <>
      <Select
        aria-label="Filter events"
        options={options}
        value={filter}
        disabled={!isReady}
        onChange={(event) => setAddress({ filter: event.target.value === "all" ? null : event.target.value })}
      />
      {threads.length > 1 && (
        <Select
          aria-label="Thread"
          emptyLabel="All threads"
          options={threads.map((name, at) => ({ value: name, label: name === "" ? "Main thread" : `Thread ${at}` }))}
          value={thread ?? ""}
          disabled={!isReady}
          onChange={(event) => setAddress({ thread: event.target.value || null })}
        />
      )}
    </>
  );
}

/** To the next error, correction or piece of evidence. */
export function Step({
  shortcut,
  label,
  count,
  none,
  onClick,
}: {
  shortcut: string;
  label: string;
  count: number;
  none: string;
  onClick: () => void;
}) {
  return (
    <Button
      variant="quiet"
      size="sm"
      data-shortcut={shortcut}
      aria-label={`Next ${label}`}
      title={`Next ${label} (${shortcut})`}
      onClick={onClick}
      disabledReason={count === 0 ? none : null}
      className="capitalize max-md:hidden"
    >
      {label} <Kbd>{shortcut.toUpperCase()}</Kbd>
    </Button>
  );
}
