"use client";

import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { PageKeys } from "@/components/layout/page-keys";
import { Button } from "@/components/ui/button";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Select } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Mark } from "@/components/ui/mark";
import { useHydrated } from "@/components/ui/use-hydrated";
import { EventPanel } from "./event-panel";
import { Feed, type FeedHandle } from "./feed";
import { Inspector } from "./inspector";
import { PositionSlider } from "./position-slider";
import { rowIndexOf, unpack } from "./prepare-outline";
import { NARROW, timelineHeight, WIDE } from "./prepare-timeline";
import { type Found, SearchBox } from "./search-box";
import { TraceContext, type TraceContextValue } from "./trace-context";
import { type Outline, type OutlineRow, ROW, TRACE_VIEWS, type TraceFilter, type TraceQuote, type TraceTab, type TraceView } from "./types";
import { useAddress } from "./use-address";
import { type Loaded, useRows } from "./use-rows";

export type TraceProps = {
  session: { id: string; agentName: string; isRunning: boolean; eventCount: number };
  outline: Outline;
  initial: Loaded;
  /** The event that the address names. */
  currentSeq: number | null;
  /** Shown where the address names no tab. */
  defaultTab: TraceTab;
  quotes: readonly TraceQuote[];
  hasTimes: boolean;
  zone: string;
  now: Date;
  /** The drawings of the timeline, and what stands above the transcript. */
  wide: ReactNode;
  narrow: ReactNode;
  lanes: number;
  prompt: ReactNode;
  panels: Record<Exclude<TraceTab, "event">, ReactNode>;
  counts: Partial<Record<TraceTab, number>>;
};

const VIEW_WORDS: Record<TraceView, string> = { transcript: "Transcript", timeline: "Timeline", raw: "Raw" };
const KEYS = [
  ["j", "Next event"],
  ["k", "Previous event"],
  ["e", "Next error"],
  ["c", "Next correction"],
  ["v", "Next evidence"],
  ["/", "Search in this session"],
  ["z", "Fold all, or unfold"],
  ["1", "Event"],
  ["2", "Tools"],
  ["3", "Learnings"],
  ["4", "Outcome"],
  ["5", "Evidence"],
  ["[", "Previous session of the list"],
  ["]", "Next session of the list"],
] as const;

export function Trace(props: TraceProps) {
  const { session, outline, initial, currentSeq, quotes, zone, now, lanes } = props;
  const { view, filter, tab, thread, setAddress } = useAddress();
  const isHydrated = useHydrated();
  const all = useMemo(() => unpack(outline.rows), [outline.rows]);
  const rows = useMemo(() => select(all, outline, filter, thread), [all, outline, filter, thread]);
  const { find, ensure, retry, failed, version } = useRows(session.id, view, initial);
  const [activeSeq, setActiveSeq] = useState<number | null>(() =>
    currentSeq === null ? null : (all[rowIndexOf(all, currentSeq)]?.seq ?? null),
  );
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const [folds, setFolds] = useState<{ isAll: boolean; own: ReadonlyMap<number, boolean> }>({ isAll: false, own: new Map() });
  const [found, setFound] = useState<Found | null>(null);
  const [place, setPlace] = useState(0);
  const texts = useRef<TraceContextValue["texts"]>(new Map());
  const feed = useRef<FeedHandle | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const coveredPx = useCovered(root);
  const pending = useRef<number | null>(currentSeq);

  const onRange = useCallback((from: number, to: number) => setRange((old) => (old[0] === from && old[1] === to ? old : [from, to])), []);

  const jump = useCallback(
    (seq: number, isFocused = true) => {
      const index = rowIndexOf(rows, seq);
      if (index === -1) {
        // A filter hides it: what was asked for comes first.
        pending.current = seq;
        setAddress({ filter: null, thread: null });
        return;
      }
      setActiveSeq(rows[index]?.seq ?? null);
      feed.current?.show(index, isFocused);
    },
    [rows, setAddress],
  );
  const shownView = useRef(view);
  useEffect(() => {
    // Another view of the same place: the chosen event stays in sight.
    if (shownView.current !== view) pending.current ??= activeSeq;
    shownView.current = view;
    if (!isHydrated || pending.current === null || coveredPx === 0) return;
    const seq = pending.current;
    const index = rowIndexOf(rows, seq);
    if (index === -1) return;
    pending.current = null;
    setActiveSeq(rows[index]?.seq ?? null);
    feed.current?.show(index, false);
    setTimeout(() => feed.current?.show(index, true), 120);
  }, [isHydrated, rows, coveredPx, view, activeSeq]);

  // The address follows the chosen event, a step behind: browsers allow only so many changes a second.
  const activeContent = activeSeq === null ? null : find(activeSeq);
  const activeId = activeContent?.id ?? null;
  useEffect(() => {
    if (activeId === null) return;
    const timer = setTimeout(() => setAddress({ event: activeId }, false), 200);
    return () => clearTimeout(timer);
  }, [activeId, setAddress]);

  const step = (by: 1 | -1) => {
    const at = activeSeq === null ? -1 : rowIndexOf(rows, activeSeq);
    const index = at === -1 ? (feed.current?.firstInView() ?? 0) : Math.min(rows.length - 1, Math.max(0, at + by));
    const row = rows[index];
    if (row) jump(row.seq);
  };
  const next = (flag: number) => {
    const from = activeSeq === null ? -1 : all.findIndex((row) => row.seq === activeSeq);
    const hit = all.findIndex((row, at) => at > from && (row.flags & flag) !== 0);
    const row = all[hit === -1 ? all.findIndex((one) => (one.flags & flag) !== 0) : hit];
    if (row) jump(row.seq);
  };
  const onFound = (latest: Found | null) => {
    setFound(latest);
    const from = activeSeq ?? 0;
    const at = Math.max(0, latest?.seqs.findIndex((seq) => seq >= from) ?? 0);
    setPlace(at);
    const seq = latest?.seqs[at];
    if (seq !== undefined) jump(seq, false);
  };
  const onStep = (by: 1 | -1) => {
    if (!found) return;
    const at = (place + by + found.seqs.length) % found.seqs.length;
    setPlace(at);
    const seq = found.seqs[at];
    if (seq !== undefined) jump(seq, false);
  };

  const context = useMemo<TraceContextValue>(() => {
    const byEvent = new Map<string, TraceQuote[]>();
    for (const quote of quotes) byEvent.set(quote.eventId, [...(byEvent.get(quote.eventId) ?? []), quote]);
    return {
      sessionId: session.id,
      agentName: session.agentName,
      isRunning: session.isRunning,
      zone,
      jump,
      hrefOf: (eventId) => `/sessions/${session.id}?event=${eventId}`,
      quotesOf: (eventId) => byEvent.get(eventId) ?? [],
      isOpen: (seq, isOpenByItself) => folds.own.get(seq) ?? (folds.isAll ? false : isOpenByItself),
      setOpen: (seq, isOpen) => setFolds((old) => ({ ...old, own: new Map(old.own).set(seq, isOpen) })),
      texts: texts.current,
    };
  }, [quotes, session, zone, jump, folds]);
  const foundSeqs = useMemo(() => new Set(found?.seqs), [found]);
  useHighlight(root, found?.text ?? null, version, range, folds);

  const current = activeSeq === null ? undefined : all.find((row) => row.seq === activeSeq);
  const shownTab = tab ?? props.defaultTab;
  const slider = {
    rows: all,
    from: rows[range[0]],
    to: rows[range[1]],
    current,
    total: session.eventCount,
    height: timelineHeight(lanes),
    jump,
  };
  return (
    <TraceContext value={context}>
      <PageKeys keys={KEYS} />
      <div ref={root} className="flex flex-1 flex-col">
        <section
          aria-label="Timeline"
          data-trace-top=""
          className="z-4 border-b border-line bg-sunken px-4 py-2 md:sticky md:top-[var(--trace-top,100px)] md:px-6 print:static"
        >
          <div className="relative max-sm:hidden">
            {props.wide}
            {isHydrated && <PositionSlider {...slider} {...WIDE} />}
          </div>
          <div className="relative sm:hidden">
            {props.narrow}
            {isHydrated && <PositionSlider {...slider} {...NARROW} />}
          </div>
        </section>
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] 2xl:grid-cols-[minmax(0,1fr)_356px]">
          <div className="min-w-0">
            <div
              data-trace-bar=""
              className="z-3 flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-line bg-surface px-4 py-1 md:sticky md:top-[calc(var(--trace-top,100px)+var(--trace-timeline,78px))] md:px-6 print:static"
            >
              <h2 className="sr-only">Transcript</h2>
              <Views view={view} setAddress={setAddress} isReady={isHydrated} />
              <span className="text-xs text-ink-3">
                {rows.length === all.length
                  ? `${formatCount(session.eventCount, "event")}, ${formatCount(outline.requests, "request")}`
                  : `${formatNumber(rows.length)} of ${formatCount(all.length, "row")}`}
              </span>
              <span className="ml-auto flex flex-wrap items-center gap-x-1 gap-y-1 print:hidden">
                <SearchBox sessionId={session.id} found={found} at={place} onFound={onFound} onStep={onStep} />
                <Filter filter={filter} thread={thread} outline={outline} setAddress={setAddress} isReady={isHydrated} />
                <Step shortcut="e" label="error" count={outline.counts.errors} none="There is no error" onClick={() => next(ROW.error)} />
                <Step
                  shortcut="c"
                  label="correction"
                  count={outline.counts.corrections}
                  none="No turn reads like a correction"
                  onClick={() => next(ROW.correction)}
                />
                <Step
                  shortcut="v"
                  label="evidence"
                  count={outline.counts.evidence}
                  none="No change rests on this session"
                  onClick={() => next(ROW.evidence)}
                />
                <Button
                  variant="quiet"
                  size="sm"
                  data-shortcut="z"
                  aria-pressed={folds.isAll}
                  onClick={() => setFolds((old) => ({ isAll: !old.isAll, own: new Map() }))}
                >
                  {folds.isAll ? "Unfold" : "Fold all"} <Kbd>Z</Kbd>
                </Button>
                <Button
                  variant="quiet"
                  isIcon
                  size="sm"
                  data-shortcut="k"
                  aria-label="Previous event"
                  title="Previous event (k)"
                  onClick={() => step(-1)}
                >
                  <Mark name="up" size={14} />
                </Button>
                <Button
                  variant="quiet"
                  isIcon
                  size="sm"
                  data-shortcut="j"
                  aria-label="Next event"
                  title="Next event (j)"
                  onClick={() => step(1)}
                >
                  <Mark name="down" size={14} />
                </Button>
              </span>
              {failed && (
                <p role="alert" className="flex w-full items-center gap-2 text-xs text-failure">
                  Some events could not be read: {failed}
                  <Button size="sm" onClick={retry}>
                    Retry
                  </Button>
                </p>
              )}
            </div>
            {filter === "all" && props.prompt}
            {rows.length === 0 ? (
              <p className="px-4 py-4 md:px-6">
                <b>{filter === "all" && thread === null ? "The session has no events." : "No event fits the filter."}</b>{" "}
                {(filter !== "all" || thread !== null) && (
                  <button type="button" className="link" onClick={() => setAddress({ filter: null, thread: null })}>
                    Show all {formatNumber(all.length)}
                  </button>
                )}
              </p>
            ) : (
              <Feed
                key={view}
                rows={rows}
                total={session.eventCount}
                view={view}
                find={find}
                ensure={ensure}
                version={version}
                activeSeq={activeSeq}
                onActive={setActiveSeq}
                onRange={onRange}
                handle={feed}
                coveredPx={coveredPx}
                hasTimes={props.hasTimes}
                found={foundSeqs}
              />
            )}
          </div>
          <aside
            aria-label="Inspector"
            className="min-w-0 border-line-2 max-2xl:border-t 2xl:sticky 2xl:top-[calc(var(--trace-top,100px)+var(--trace-timeline,78px))] 2xl:h-[calc(100dvh-var(--trace-top,100px)-var(--trace-timeline,78px))] 2xl:overflow-y-auto 2xl:border-l 2xl:border-line print:static"
          >
            <Inspector
              tab={shownTab}
              onTab={(one) => setAddress({ tab: one === props.defaultTab ? null : one })}
              counts={props.counts}
              panels={{ event: <EventPanel content={activeContent} now={now} />, ...props.panels }}
            />
          </aside>
        </div>
      </div>
    </TraceContext>
  );
}

type SetAddress = ReturnType<typeof useAddress>["setAddress"];

function Views({ view, setAddress, isReady }: { view: TraceView; setAddress: SetAddress; isReady: boolean }) {
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

type FilterProps = { filter: TraceFilter; thread: string | null; outline: Outline; setAddress: SetAddress; isReady: boolean };

function Filter({ filter, thread, outline, setAddress, isReady }: FilterProps) {
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

function Step({
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

const FLAGS: Record<Exclude<TraceFilter, "all">, number> = {
  messages: ROW.message,
  calls: ROW.call,
  errors: ROW.error,
  corrections: ROW.correction,
  evidence: ROW.evidence,
};

function select(all: readonly OutlineRow[], { threads }: Outline, filter: TraceFilter, thread: string | null): readonly OutlineRow[] {
  const lane = thread === null ? -1 : threads.indexOf(thread);
  if (filter === "all" && lane === -1) return all;
  return all.filter((row) => (filter === "all" || (row.flags & FLAGS[filter]) !== 0) && (lane === -1 || row.thread === lane));
}

/** How far the top of the window is covered; the page's own head may take more than one line. */
function useCovered(root: React.RefObject<HTMLDivElement | null>): number {
  const [covered, setCovered] = useState(0);
  useLayoutEffect(() => {
    const element = root.current;
    const head = document.querySelector<HTMLElement>("main h1")?.parentElement;
    const [timeline, bar] = [
      element?.querySelector<HTMLElement>("[data-trace-top]"),
      element?.querySelector<HTMLElement>("[data-trace-bar]"),
    ];
    if (!element || !head || !timeline || !bar) return;
    const measure = () => {
      const isSticky = getComputedStyle(timeline).position === "sticky";
      const above = (Number.parseFloat(getComputedStyle(head).top) || 0) + head.offsetHeight;
      element.style.setProperty("--trace-top", `${above}px`);
      element.style.setProperty("--trace-timeline", `${timeline.offsetHeight}px`);
      setCovered(isSticky ? above + timeline.offsetHeight + bar.offsetHeight : 56);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const one of [head, timeline, bar]) observer.observe(one);
    return () => observer.disconnect();
  }, [root]);
  return covered;
}

/** Marks the searched words where they are in sight; the browser paints them, the document stays as it is. */
function useHighlight(root: React.RefObject<HTMLDivElement | null>, text: string | null, ...changes: unknown[]): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever other rows are in the document.
  useEffect(() => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("trace-search");
    const feed = root.current?.querySelector("[role=feed]");
    if (!text || !feed) return;
    const timer = setTimeout(() => {
      const wanted = text.toLowerCase();
      const ranges: Range[] = [];
      const walker = document.createTreeWalker(feed, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && ranges.length < 1000; node = walker.nextNode()) {
        const words = node.textContent?.toLowerCase() ?? "";
        for (let at = words.indexOf(wanted); at !== -1 && ranges.length < 1000; at = words.indexOf(wanted, at + wanted.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          ranges.push(range);
        }
      }
      CSS.highlights.set("trace-search", new Highlight(...ranges));
    }, 80);
    return () => clearTimeout(timer);
  }, [text, ...changes]);
}
