"use client";

import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Mark, type MarkName } from "@/components/ui/mark";
import { type LiveState, pauseLive, resumeLive } from "./live-store";
import { useLiveState } from "./use-live";

const LOOKS: Record<LiveState, { word: string; mark: MarkName; colour: string; title: string }> = {
  connecting: { word: "Connecting", mark: "dashed", colour: "connecting text-ink-3", title: "Waiting for the server's news" },
  live: { word: "Live", mark: "full", colour: "text-success", title: "Changes show by themselves. Press to pause." },
  reconnecting: {
    word: "Reconnecting",
    mark: "dashed",
    colour: "text-held",
    title: "The server does not answer. What you see may be old; it is read again once it does.",
  },
  paused: { word: "Paused", mark: "bars", colour: "text-ink-2", title: "Changes wait. Press to go on." },
};

/** Whether changes reach this page; pressing it pauses them and lets them go on. */
export function ConnectionState() {
  const state = useLiveState();
  const { word, mark, colour, title } = LOOKS[state];
  return (
    <span role="status" className="inline-flex">
      <button
        type="button"
        title={title}
        aria-label={`${word}. ${title}`}
        onClick={state === "paused" ? resumeLive : pauseLive}
        className={cx(buttonClasses({ variant: "quiet" }), colour, "max-sm:w-(--control) max-sm:px-0!")}
      >
        <Mark name={mark} size={14} />
        <span className="max-sm:sr-only">{word}</span>
      </button>
    </span>
  );
}
