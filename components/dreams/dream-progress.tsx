"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Notice } from "@/components/feedback/notice";
import { formatNumber } from "@/components/ui/format";
import { Progress } from "@/components/ui/progress";
import { STAGE_WORDS } from "./dream-words";
import { isUnderWay, type ProgressState, shareDone } from "./progress-state";
import { StageList } from "./stage-list";

const EVERY_MS = 1_000;
/** After a failed request the next one waits longer. */
const RETRY_MS = 5_000;

/** Follows a dream until it ends, then the page is read anew. Without JavaScript it shows where the dream was. */
export function DreamProgress({ initial, url }: { initial: ProgressState; url: string }) {
  const { state, share, isLost } = useProgress(initial, url);
  const text = inWords(state);
  return (
    <div className="grid gap-3">
      {state.waiting && (
        <Notice tone="held" mark="clock" isBoxed>
          <b>Waiting for a worker.</b>{" "}
          {state.waiting.hasWorker
            ? "All workers are busy; it starts as soon as one is free."
            : "None is running. It starts by itself once one is."}
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

function useProgress(initial: ProgressState, url: string): Followed {
  const router = useRouter();
  const [{ state, share }, setFollowed] = useState({ state: initial, share: shareDone(initial) });
  const [isLost, setIsLost] = useState(false);
  const isOver = !isUnderWay(state);
  useEffect(() => {
    if (isOver) return;
    let timer: ReturnType<typeof setTimeout>;
    const stop = new AbortController();
    const ask = async () => {
      const next = document.hidden ? "hidden" : await readProgress(url, stop.signal);
      if (stop.signal.aborted) return;
      setIsLost(next === null);
      if (next !== null && next !== "hidden") {
        setFollowed((before) => ({ state: next, share: Math.max(before.share ?? 0, shareDone(next) ?? 0) }));
        if (!isUnderWay(next)) return router.refresh();
      }
      timer = setTimeout(() => void ask(), next === null ? RETRY_MS : EVERY_MS);
    };
    timer = setTimeout(() => void ask(), EVERY_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [isOver, url, router]);
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
  if (state.status === "pending" || state.stage === null) return "Waiting to start";
  const running = state.stages.find((stage) => stage.stage === state.stage);
  const { doing } = STAGE_WORDS[state.stage];
  const prefix = running && running.attempts > 1 && running.state === "running" ? "Resuming. " : "";
  if (!running || running.total === 0) return prefix + doing;
  return `${prefix}${doing} ${formatNumber(running.done)} of ${formatNumber(running.total)}`;
}
