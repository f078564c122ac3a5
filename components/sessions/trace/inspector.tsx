"use client";

import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { formatNumber } from "@/components/ui/format";
import { TRACE_TABS, type TraceTab } from "./types";

export type InspectorProps = {
  tab: TraceTab;
  onTab: (tab: TraceTab) => void;
  counts: Partial<Record<TraceTab, number>>;
  panels: Record<TraceTab, ReactNode>;
};

const NAMES: Record<TraceTab, string> = {
  event: "Event",
  tools: "Tools",
  learnings: "Learnings",
  outcome: "Outcome",
  evidence: "Evidence",
};

/** What goes with the transcript; keys 1 to 5, and the arrows between the tabs. */
export function Inspector({ tab, onTab, counts, panels }: InspectorProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = TRACE_TABS.indexOf(tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TRACE_TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = TRACE_TABS[(to + TRACE_TABS.length) % TRACE_TABS.length] ?? "event";
    onTab(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label="Inspector"
        onKeyDown={onKeyDown}
        className="sticky top-0 z-1 flex gap-3.5 overflow-x-auto border-b border-line bg-surface px-4 [scrollbar-width:none] md:px-6 2xl:px-5 print:hidden"
      >
        {TRACE_TABS.map((one, at) => (
          <button
            key={one}
            id={`tab-${one}`}
            type="button"
            role="tab"
            aria-selected={one === tab}
            aria-controls={`panel-${one}`}
            tabIndex={one === tab ? 0 : -1}
            data-shortcut={String(at + 1)}
            onClick={() => onTab(one)}
            className="inline-flex h-10 items-center gap-1 border-b-2 border-transparent whitespace-nowrap text-ink-2 -outline-offset-2! hover:text-ink aria-selected:border-accent aria-selected:font-semibold aria-selected:text-ink pointer-coarse:h-11"
          >
            {NAMES[one]}
            {counts[one] !== undefined && counts[one] > 0 && <span className="font-normal text-ink-3">{formatNumber(counts[one])}</span>}
          </button>
        ))}
      </div>
      {TRACE_TABS.map((one) => (
        <div key={one} id={`panel-${one}`} role="tabpanel" aria-labelledby={`tab-${one}`} hidden={one !== tab}>
          {panels[one]}
        </div>
      ))}
    </>
  );
}
