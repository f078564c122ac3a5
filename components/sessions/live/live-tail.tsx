"use client";

import { type ReactNode, type RefObject, useRef } from "react";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import { useIsBehind, useLiveFacts, useLog, usePreview } from "./live-session";
import { SaidRarely } from "./said-rarely";
import { TailContext } from "./tail-context";
import { Ticking } from "./ticking";
import { useTail } from "./use-tail";

export type LiveTailProps = {
  column: RefObject<HTMLElement | null>;
  agentName: string;
  startsAtEnd: boolean;
  /** Whether a filter hides events: then what is being said has no place here. */
  isFiltered: boolean;
  children: ReactNode;
};

/** What follows the last event: what the model is saying, and the foot of the page with everything that can be done. */
export function LiveTail({ column, agentName, startsAtEnd, isFiltered, children }: LiveTailProps) {
  const end = useRef<HTMLDivElement>(null);
  const dock = useRef<HTMLDivElement>(null);
  const count = useLog()?.eventCount ?? 0;
  const { toEnd, missed } = useTail({ column, end, dock }, count, startsAtEnd);
  const isBehind = useIsBehind();
  return (
    <>
      {!isFiltered && <NowSaying agentName={agentName} />}
      <div ref={end} className="h-3 flex-none" />
      <SaidRarely count={count} />
      <div ref={dock} className="sticky bottom-0 z-4 mt-auto border-t border-line-2 bg-surface print:hidden">
        {missed > 0 && (
          <button
            type="button"
            onClick={toEnd}
            className={cx(
              buttonClasses({ size: "sm" }),
              "absolute bottom-full left-1/2 mb-2 -translate-x-1/2 border-info-line! bg-info-soft! text-info! shadow-pop",
            )}
          >
            <Mark name="down" size={14} />
            {formatCount(missed, "new event")}
          </button>
        )}
        {isBehind && (
          <p role="alert" className="flex items-center gap-2 px-4 pt-2 text-xs text-held md:px-6">
            <Mark name="warning" size={14} />
            What is new could not be read. Trying again.
          </p>
        )}
        <TailContext value={toEnd}>{children}</TailContext>
      </div>
    </>
  );
}

/** In the look of a row, at the place where its event will stand. */
function NowSaying({ agentName }: { agentName: string }) {
  const preview = usePreview();
  const { status, requestedAt } = useLiveFacts();
  if (status !== "running" || requestedAt === null) return null;
  const isMessage = preview?.type === "agent.message" && preview.text !== "";
  return (
    <div
      data-preview=""
      aria-hidden="true"
      className="grid gap-x-3 px-4 py-1 md:grid-cols-[calc(var(--margin-col)-36px)_minmax(0,1fr)] md:px-6"
    >
      <p className="text-xs/6 text-ink-3">
        <Ticking since={requestedAt} />
      </p>
      {isMessage ? (
        <div className="max-w-[80ch] min-w-0">
          <p className="flex flex-wrap items-baseline gap-x-2 text-xs/5">
            <b>
              <VisibleText text={agentName} />
            </b>
            <span className="text-ink-3">is writing</span>
          </p>
          <p className="voice whitespace-pre-wrap wrap-anywhere">
            <VisibleText text={preview.text} />
          </p>
        </div>
      ) : (
        <p className="text-xs/6 text-ink-3">{preview?.type === "agent.thinking" ? "Thinking" : "Waiting for the model"}</p>
      )}
    </div>
  );
}
