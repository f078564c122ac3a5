"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { useHydrated } from "@/components/ui/use-hydrated";

const BOX = "size-4 flex-none accent-accent align-[-3px] pointer-coarse:size-5";

/** The box of a row; `x` ticks it. Waits for JavaScript, because the bar that acts on it needs it. */
export function RowBox({ id, label }: { id: string; label: string }) {
  return <input type="checkbox" data-select={id} aria-label={`Select ${label}`} disabled={!useHydrated()} className={BOX} />;
}

/** The box in the head: all rows of this page. */
export function PageBox({ label }: { label: string }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const show = () => {
      const boxes = rowBoxes();
      const ticked = boxes.filter(({ checked }) => checked).length;
      if (!box.current) return;
      box.current.checked = ticked > 0 && ticked === boxes.length;
      box.current.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    document.addEventListener(CHANGED, show);
    return () => document.removeEventListener(CHANGED, show);
  }, []);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={`Select all ${label} on this page`}
      disabled={!useHydrated()}
      onChange={(event) => tickAll(event.target.checked)}
      className={BOX}
    />
  );
}

const CHANGED = "reverie:selection";

function rowBoxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("input[data-select]")];
}

function tickAll(isTicked: boolean): void {
  for (const box of rowBoxes()) box.checked = isTicked;
  document.dispatchEvent(new Event(CHANGED));
}

export type Selection = {
  ids: readonly string[];
  /** All that match the filter, beyond this page. */
  isAll: boolean;
  selectAll(): void;
  clear(): void;
};

/** What is ticked on the page. `page` names the rows: other rows begin with nothing ticked. */
export function useSelection(page: string): Selection {
  const [ids, setIds] = useState<readonly string[]>([]);
  const [isAll, setIsAll] = useState(false);
  useEffect(() => {
    const read = () => {
      const ticked = rowBoxes().filter(({ checked }) => checked);
      setIds(ticked.map((box) => box.dataset.select ?? ""));
      setIsAll(false);
      for (const box of rowBoxes()) box.closest("tr")?.toggleAttribute("data-selected", box.checked);
    };
    const onChange = (event: Event) => {
      if (event.target instanceof HTMLInputElement && event.target.dataset.select !== undefined) document.dispatchEvent(new Event(CHANGED));
    };
    if (page) read();
    document.addEventListener("change", onChange);
    document.addEventListener(CHANGED, read);
    return () => {
      document.removeEventListener("change", onChange);
      document.removeEventListener(CHANGED, read);
    };
  }, [page]);
  return { ids, isAll, selectAll: () => setIsAll(true), clear: () => tickAll(false) };
}

export type BulkBarProps = {
  selection: Selection;
  /** How many match the filter in all, in words: "about 12,400 sessions". */
  all: { words: string; isMore: boolean };
  noun: string;
  nouns?: string;
  children: React.ReactNode;
};

/** Stands at the foot while something is ticked: how much, and what can be done with it. */
export function BulkBar({ selection, all, noun, nouns = `${noun}s`, children }: BulkBarProps) {
  const { ids, isAll } = selection;
  const words = isAll ? `All ${all.words} selected` : `${formatNumber(ids.length)} ${ids.length === 1 ? noun : nouns} selected`;
  return (
    <>
      <span role="status" className="sr-only">
        {ids.length > 0 ? words : ""}
      </span>
      {ids.length > 0 && (
        <section
          aria-label={`Selected ${nouns}`}
          className="sticky bottom-0 z-4 flex flex-wrap items-center gap-2 border-t border-line-2 bg-surface px-4 py-2.5 md:px-6 print:hidden"
        >
          <b className="font-semibold">{words}</b>
          {!isAll && all.isMore && (
            <Button variant="quiet" size="sm" onClick={selection.selectAll}>
              Select all {all.words}
            </Button>
          )}
          <Button variant="quiet" size="sm" onClick={selection.clear}>
            Clear
          </Button>
          <div className="ml-auto flex flex-wrap gap-2">{children}</div>
        </section>
      )}
    </>
  );
}
