"use client";

import { type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { PageKeys } from "@/components/layout/page-keys";
import { Button } from "@/components/ui/button";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { Mark } from "@/components/ui/mark";
import { useHydrated } from "@/components/ui/use-hydrated";
import { useLiveLog, useLog } from "../live/live-session";
import { GrownTimeline, LiveTail } from "../live/when-live";
import { EventPanel } from "./event-panel";
import { Feed, type FeedHandle } from "./feed";
import { Inspector } from "./inspector";
import { PositionSlider } from "./position-slider";
import { rowIndexOf, unpack } from "./prepare-outline";
import { NARROW, timelineHeight, WIDE } from "./prepare-timeline";
import { type Found, SearchBox } from "./search-box";
import { selectRows } from "./select-rows";
import { Filter, Step, Views } from "./trace-bar";
import { TraceContext, type TraceContextValue } from "./trace-context";
import { type Outline, ROW, type TraceQuote, type TraceTab } from "./types";
import { useAddress } from "./use-address";
import { useCovered } from "./use-covered";
import { useHighlight } from "./use-highlight";
import { type Loaded, useRows } from "./use-rows";

export type TraceProps = {
  session: { id: string; agentName: string; isOpen: boolean; isAtWork: boolean; eventCount: number };
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
  /** At the foot of a live session: what can be done with it. */
  dock?: ReactNode;
  panels: Record<Exclude<TraceTab, "event">, ReactNode>;
  counts: Partial<Record<TraceTab, number>>;
};

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
  const live = useLiveLog();
  const log = useLog();
  const made = useMemo(() => unpack(outline.rows), [outline.rows]);
  const all = log?.rows ?? made;
  const summary = log?.summary ?? outline;
  const eventCount = log?.eventCount ?? session.eventCount;
  const rows = useMemo(() => selectRows(all, summary, filter, thread), [all, summary, filter, thread]);
  const { find, ensure, retry, put, failed, version } = useRows(session.id, view, initial);
  useEffect(() => {
    if (!live) return;
    live.view = view;
    live.onRows = put;
  }, [live, view, put]);
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
  const column = useRef<HTMLDivElement>(null);
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
      isOpen: session.isOpen,
      zone,
      jump,
      hrefOf: (eventId) => `/sessions/${session.id}?event=${eventId}`,
      quotesOf: (eventId) => byEvent.get(eventId) ?? [],
      isUnfolded: (seq, isOpenByItself) => folds.own.get(seq) ?? (folds.isAll ? false : isOpenByItself),
      setUnfolded: (seq, isOpen) => setFolds((old) => ({ ...old, own: new Map(old.own).set(seq, isOpen) })),
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
    total: eventCount,
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
            <Suspense fallback={props.wide}>
              {log?.hasGrown ? <GrownTimeline log={log} agentName={session.agentName} size={WIDE} zone={zone} /> : props.wide}
            </Suspense>
            {isHydrated && <PositionSlider {...slider} {...WIDE} />}
          </div>
          <div className="relative sm:hidden">
            <Suspense fallback={props.narrow}>
              {log?.hasGrown ? <GrownTimeline log={log} agentName={session.agentName} size={NARROW} zone={zone} /> : props.narrow}
            </Suspense>
            {isHydrated && <PositionSlider {...slider} {...NARROW} />}
          </div>
        </section>
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] 2xl:grid-cols-[minmax(0,1fr)_356px]">
          <div className="flex min-w-0 flex-col">
            <div
              data-trace-bar=""
              className="z-3 flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-line bg-surface px-4 py-1 md:sticky md:top-[calc(var(--trace-top,100px)+var(--trace-timeline,78px))] md:px-6 print:static"
            >
              <h2 className="sr-only">Transcript</h2>
              <Views view={view} setAddress={setAddress} isReady={isHydrated} />
              <span className="text-xs text-ink-3">
                {rows.length === all.length
                  ? `${formatCount(eventCount, "event")}, ${formatCount(summary.requests, "request")}`
                  : `${formatNumber(rows.length)} of ${formatCount(all.length, "row")}`}
              </span>
              <span className="ml-auto flex flex-wrap items-center gap-x-1 gap-y-1 print:hidden">
                <SearchBox sessionId={session.id} found={found} at={place} onFound={onFound} onStep={onStep} />
                <Filter filter={filter} thread={thread} outline={summary} setAddress={setAddress} isReady={isHydrated} />
                <Step shortcut="e" label="error" count={summary.counts.errors} none="There is no error" onClick={() => next(ROW.error)} />
                <Step
                  shortcut="c"
                  label="correction"
                  count={summary.counts.corrections}
                  none="No turn reads like a correction"
                  onClick={() => next(ROW.correction)}
                />
                <Step
                  shortcut="v"
                  label="evidence"
                  count={summary.counts.evidence}
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
                <span className="inline-flex">
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
            <div ref={column}>
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
                  total={eventCount}
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
            {log && (
              <LiveTail
                column={column}
                agentName={session.agentName}
                startsAtEnd={session.isAtWork && currentSeq === null}
                isFiltered={rows.length < all.length}
              >
                {props.dock}
              </LiveTail>
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
