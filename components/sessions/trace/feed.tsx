"use client";

import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { cx } from "@/components/ui/cx";
import { formatNumber } from "@/components/ui/format";
import { formatClock } from "@/components/ui/format-time";
import { useHydrated } from "@/components/ui/use-hydrated";
import { useTrace } from "./trace-context";
import { nameOf, RowBody } from "./trace-row";
import { type OutlineRow, ROW, type RowContent, type TraceView } from "./types";

export type FeedHandle = { show: (index: number, isFocused: boolean) => void; firstInView: () => number };

export type FeedProps = {
  rows: readonly OutlineRow[];
  total: number;
  view: TraceView;
  find: (seq: number) => RowContent | null;
  ensure: (seqs: readonly number[]) => void;
  /** Grows when more contents are there. */
  version: number;
  activeSeq: number | null;
  onActive: (seq: number) => void;
  onRange: (from: number, to: number) => void;
  handle: RefObject<FeedHandle | null>;
  /** What covers the top of the window. */
  coveredPx: number;
  /** Whether some event has a time; else the margin keeps the number alone. */
  hasTimes: boolean;
  found: ReadonlySet<number>;
};

/** Shown until the page is alive, and to those without JavaScript. */
const SHOWN_AT_FIRST = 40;
/** How long a jump holds its place while the rows around it get their real heights. */
const HOLD_MS = 10_000;
/** So many looks in a row found the place of a jump in view with everything around it loaded: it will not move any more. */
const STEADY_LOOKS = 8;

/** The transcript: only rows near the window are in the document, whatever the session's length. */
export function Feed(props: FeedProps) {
  const { rows, view, find, ensure, version, activeSeq, onRange, handle, coveredPx } = props;
  const isHydrated = useHydrated();
  const feed = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const held = useRef<{ index: number; until: number; isFocused: boolean } | null>(null);
  const activeIndex = activeSeq === null ? -1 : rows.findIndex((row) => row.seq === activeSeq);

  useLayoutEffect(() => {
    const measure = () => {
      if (feed.current) setScrollMargin(Math.round(feed.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => estimate(rows[index], view),
    getItemKey: (index) => `${view} ${rows[index]?.seq ?? index}`,
    overscan: 8,
    scrollMargin,
    scrollPaddingStart: coveredPx,
    // The row with the focus stays in the document when it is scrolled away, so that the focus is not lost.
    rangeExtractor: useCallback(
      (range: Range) => {
        const indexes = defaultRangeExtractor(range);
        if (activeIndex >= 0 && !indexes.includes(activeIndex)) indexes.push(activeIndex);
        return indexes.sort((a, b) => a - b);
      },
      [activeIndex],
    ),
  });
  const items = isHydrated ? virtual.getVirtualItems() : [];

  useImperativeHandle(handle, () => ({
    show: (index, isFocused) => {
      held.current = { index, until: Date.now() + HOLD_MS, isFocused };
      virtual.scrollToIndex(index, { align: isFocused ? "auto" : "center" });
      if (isFocused) setTimeout(() => focusRow(feed.current, rows[index]?.seq), 50);
      let steady = 0;
      const settle = () => {
        if (held.current?.index !== index || held.current.until < Date.now()) return;
        const wasInView = bringIntoView(feed.current, rows[index]?.seq, coveredPx);
        steady = wasInView && feed.current?.ariaBusy === "false" ? steady + 1 : 0;
        if (steady === STEADY_LOOKS) held.current = null;
        else setTimeout(settle, 150);
      };
      setTimeout(settle, 200);
    },
    firstInView: () => {
      const top = window.scrollY + coveredPx;
      return virtual.getVirtualItems().find((item) => item.end > top)?.index ?? 0;
    },
  }));

  useEffect(() => {
    const release = () => {
      held.current = null;
    };
    // Before anybody else hears of it: a key or click that jumps holds its own place.
    for (const name of RELEASES) window.addEventListener(name, release, { passive: true, capture: true });
    return () => {
      for (const name of RELEASES) window.removeEventListener(name, release, { capture: true });
    };
  }, []);
  // Rows that came in around a jump's place moved it: go there again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when contents came in, and then only.
  useEffect(() => {
    const { current } = held;
    if (!current || current.until < Date.now()) return;
    const timer = setTimeout(() => {
      virtual.scrollToIndex(current.index, { align: current.isFocused ? "auto" : "center" });
      if (current.isFocused) focusRow(feed.current, rows[current.index]?.seq);
    }, 60);
    return () => clearTimeout(timer);
  }, [version]);

  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a retry grows `version` and asks again.
  useEffect(() => {
    if (!isHydrated) return;
    ensure(rows.slice(first, last + 1).map((row) => row.seq));
  }, [isHydrated, first, last, rows, ensure, version]);
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  useEffect(() => onRange(startIndex, endIndex), [onRange, startIndex, endIndex]);

  if (!isHydrated) {
    const at = Math.max(0, activeIndex - 4);
    return (
      <div ref={feed} role="feed" aria-label="Transcript" aria-busy="true">
        {rows.slice(at, at + SHOWN_AT_FIRST).map((row) => (
          <Row key={row.seq} {...props} row={row} content={find(row.seq)} isActive={row.seq === activeSeq} />
        ))}
      </div>
    );
  }
  return (
    <div
      ref={feed}
      role="feed"
      aria-label="Transcript"
      aria-busy={items.some((item) => find(rows[item.index]?.seq ?? 0) === null)}
      className="relative [overflow-anchor:none]"
      style={{ height: virtual.getTotalSize() }}
    >
      {items.map((item) => {
        const row = rows[item.index];
        if (!row) return null;
        return (
          <Row
            key={item.key}
            {...props}
            row={row}
            content={find(row.seq)}
            isActive={row.seq === activeSeq}
            index={item.index}
            measure={virtual.measureElement}
            top={item.start - scrollMargin}
          />
        );
      })}
    </div>
  );
}

type RowProps = FeedProps & {
  row: OutlineRow;
  content: RowContent | null;
  isActive: boolean;
  index?: number;
  measure?: (element: HTMLElement | null) => void;
  top?: number;
};

function Row({ row, content, isActive, index, measure, top, view, total, activeSeq, onActive, hasTimes, found, rows }: RowProps) {
  const { agentName, hrefOf, zone } = useTrace();
  const isRequest = (row.flags & ROW.request) !== 0;
  const isFirst = row.seq === rows[0]?.seq;
  const choose = () => {
    if (activeSeq !== row.seq) onActive(row.seq);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the row takes the focus by key as well, and the focus chooses it.
    <article
      ref={measure}
      id={content?.id}
      data-index={index}
      data-seq={row.seq}
      data-found={found.has(row.seq) || found.has(row.resultSeq) || undefined}
      tabIndex={isActive || (activeSeq === null && isFirst) ? 0 : -1}
      aria-label={content ? `Event ${row.seq}, ${nameOf(content, agentName)}` : `Event ${row.seq}`}
      aria-posinset={row.seq}
      aria-setsize={total}
      aria-current={isActive || undefined}
      onFocus={(event) => {
        if (event.target === event.currentTarget) choose();
      }}
      onClick={choose}
      style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
      className={cx(
        "grid gap-x-3 px-4 outline-none target:bg-selected focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus aria-[current]:bg-selected aria-[current]:shadow-[inset_3px_0_var(--accent)] data-[found]:shadow-[inset_3px_0_var(--held)] md:grid-cols-[calc(var(--margin-col)-36px)_minmax(0,1fr)] md:px-6",
        measure && "absolute top-0 left-0 w-full",
        view === "timeline" ? "py-0.5" : "py-1",
        isRequest && view !== "timeline" && !isFirst && "border-t border-line pt-1.5",
        isFirst && view !== "timeline" && "pt-2.5",
      )}
    >
      <div className="flex flex-wrap items-baseline gap-x-2 text-xs/5 text-ink-3 md:block md:pt-0.5">
        <p className="flex gap-2">
          <a
            href={content ? hrefOf(content.id) : undefined}
            title="The address of this event"
            tabIndex={isActive ? 0 : -1}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              choose();
            }}
            className="inline-block min-h-6 min-w-6 leading-6 hover:text-ink hover:underline"
          >
            <span className="sr-only">Event </span>
            {formatNumber(row.seq)}
          </a>
          {hasTimes && content?.at && (
            <time dateTime={content.at} className="leading-6 whitespace-nowrap">
              {formatClock(new Date(content.at), zone)}
            </time>
          )}
        </p>
        {(row.flags & ROW.group) !== 0 && view === "transcript" && (
          <p className="font-medium text-ink-2">Request {formatNumber(row.request)}</p>
        )}
      </div>
      <div className="min-w-0 pb-0.5">
        {content ? <RowBody row={row} content={content} view={view} /> : <Waiting row={row} view={view} />}
      </div>
    </article>
  );
}

function Waiting({ row, view }: { row: OutlineRow; view: TraceView }) {
  if (view === "timeline") return <div className="h-6 rounded-sm bg-line/40" />;
  return <div className={cx("rounded-md bg-line/40", row.flags & ROW.message ? "h-11" : "h-[30px]")} />;
}

function estimate(row: OutlineRow | undefined, view: TraceView): number {
  if (!row) return 40;
  if (view === "timeline") return 28;
  if (view === "raw") return row.resultSeq ? 420 : 240;
  const gap = row.flags & ROW.request ? 13 : 10;
  if (row.flags & ROW.message) return 70 + gap;
  if (row.flags & ROW.call) return (row.flags & (ROW.error | ROW.evidence) ? 190 : 34) + gap;
  return 28 + gap;
}

/** Heights around a row may still have changed: where it ended up out of sight, it is fetched once more. */
const RELEASES = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** Whether it was in view already. */
function bringIntoView(feed: HTMLElement | null, seq: number | undefined, coveredPx: number): boolean {
  const box = seq === undefined ? undefined : feed?.querySelector<HTMLElement>(`[data-seq="${seq}"]`)?.getBoundingClientRect();
  if (!box) return false;
  const room = window.innerHeight - coveredPx;
  const isInView =
    box.top >= coveredPx - 1 && (box.bottom <= window.innerHeight + 1 || (box.height > room && box.top < coveredPx + room / 2));
  if (!isInView) window.scrollBy(0, box.top - coveredPx - Math.max(0, (room - box.height) / 2));
  return isInView;
}

function focusRow(feed: HTMLElement | null, seq: number | undefined): void {
  if (seq === undefined) return;
  feed?.querySelector<HTMLElement>(`[data-seq="${seq}"]`)?.focus({ preventScroll: true });
}
