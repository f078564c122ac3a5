"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Notice } from "@/components/feedback/notice";
import { useLive } from "@/components/layout/use-live";
import { formatNumber } from "@/components/ui/format";
import { Progress } from "@/components/ui/progress";
import { STAGE_WORDS } from "./dream-words";
import { etaInWords, isUnderWay, type ProgressState, queueInWords, shareDone } from "./progress-state";
import { StageList } from "./stage-list";

/** Without news. With them it is asked at once, but not more often than this. */
const EVERY_MS = 2_000;
const AT_MOST_EVERY_MS = 250;
/** After a failed request the next one waits longer. */
const RETRY_MS = 5_000;

/** Follows a dream until it ends, then the page is read anew. Without JavaScript it shows where the dream was. */
export function DreamProgress({ initial, dreamId }: { initial: ProgressState; dreamId: string }) {
  const { state, share, isLost } = useProgress(initial, dreamId);
  const text = inWords(state);
  return (
    <div className="grid gap-3">
      {state.waiting && (
        <Notice tone="held" mark="clock" isBoxed>
          <b>Waiting for a worker.</b>{" "}
          {state.waiting.hasWorker
            ? "All workers are busy; it starts as soon as one is free."
            : "None is running. It starts by itself once one is."}{" "}
          {state.queue && queueInWords(state.queue)}
        </Notice>
      )}
      {state.isInterrupted && (
        <Notice tone="held" mark="clock" isBoxed>
          <b>Resuming.</b> The worker that ran it is gone. The next one goes on where it was; finished stages are not repeated.
        </Notice>
      )}
      {isLost && (
        <Notice tone="held" isBoxed>
          The server does not answer. The dream goes on; this page tries again.
        </Notice>
      )}
      {isUnderWay(state) && (
        <div className="max-w-[760px]">
          <Progress value={share} label="Dream progress" text={text} withText />
        </div>
      )}
      <StageList stages={state.stages} isOver={!isUnderWay(state)} />
    </div>
  );
}

/** `share` never falls: a stage that reads the sessions several times counts each time from the start. */
type Followed = { state: ProgressState; share: number | null; isLost: boolean };

function useProgress(initial: ProgressState, dreamId: string): Followed {
  const router = useRouter();
  const [{ state, share }, setFollowed] = useState({ state: initial, share: shareDone(initial) });
  const [isLost, setIsLost] = useState(false);
  const isOver = !isUnderWay(state);
  const wake = useRef<(() => void) | null>(null);
  useLive(["dreams"], (news) => {
    if (news === null || news.id === dreamId) wake.current?.();
  });
  useEffect(() => {
    if (isOver) return;
    let timer: ReturnType<typeof setTimeout>;
    const stop = new AbortController();
    let isAsking = false;
    let askedAt = 0;
    const ask = async () => {
      isAsking = true;
      askedAt = Date.now();
      const next = document.hidden ? "hidden" : await readProgress(`/dreams/${dreamId}/progress`, stop.signal);
      isAsking = false;
      if (stop.signal.aborted) return;
      setIsLost(next === null);
      if (next !== null && next !== "hidden") {
        setFollowed((before) => ({ state: next, share: Math.max(before.share ?? 0, shareDone(next) ?? 0) }));
        if (!isUnderWay(next)) return router.refresh();
      }
      timer = setTimeout(() => void ask(), next === null ? RETRY_MS : EVERY_MS);
    };
    timer = setTimeout(() => void ask(), EVERY_MS);
    wake.current = () => {
      if (isAsking) return;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), Math.max(0, askedAt + AT_MOST_EVERY_MS - Date.now()));
    };
    return () => {
      wake.current = null;
      stop.abort();
      clearTimeout(timer);
    };
  }, [isOver, dreamId, router]);
  return { state, share, isLost };
}

/** Null where the server did not answer with a state; signed out, the page is loaded anew and leads to sign-in. */
async function readProgress(url: string, signal: AbortSignal): Promise<ProgressState | null> {
  try {
    const response = await fetch(url, { cache: "no-store", signal, headers: { accept: "application/json" } });
    if (response.status === 401) location.reload();
    return response.ok ? asProgressState(await response.json()) : null;
  } catch {
    return null;
  }
}

/** The route of this page answers nothing else. */
function asProgressState(body: unknown): ProgressState {
  return body as ProgressState;
}

function inWords(state: ProgressState): string {
  if (state.status === "pending" || state.stage === null) {
    return state.queue ? `Waiting to start. ${queueInWords(state.queue)}` : "Waiting to start";
  }
  const left = etaInWords(state.eta);
  const running = state.stages.find((stage) => stage.stage === state.stage);
  const { doing } = STAGE_WORDS[state.stage];
  const isResuming = state.isInterrupted || (running !== undefined && running.attempts > 1 && running.state === "running");
  const prefix = isResuming ? "Resuming. " : "";
  const far = !running || running.total === 0 ? "" : ` ${formatNumber(running.done)} of ${formatNumber(running.total)}`;
  return `${prefix}${doing}${far}${left ? `, ${left}` : ""}`;
}
