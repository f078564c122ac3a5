"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { formatDuration, formatNumber, formatTokens } from "@/components/ui/format";
import { formatClock } from "@/components/ui/format-time";
import { Mark, type MarkName } from "@/components/ui/mark";
import { StatusPill, type Tone } from "@/components/ui/status-pill";
import { TrustMark } from "@/components/ui/trust-mark";
import { VisibleText } from "@/components/ui/visible-text";
import { useFacts } from "../live/live-session";
import { Ticking } from "../live/ticking";
import { useTrace } from "./trace-context";
import { TracePart } from "./trace-text";
import { type OutlineRow, ROW, type RowContent, type RowEnd, type TraceQuote, type TraceView } from "./types";

export type RowBodyProps = { row: OutlineRow; content: RowContent; view: TraceView };

/** What stands beside the margin. */
export function RowBody({ row, content, view }: RowBodyProps) {
  if (view === "timeline") return <Bar row={row} content={content} />;
  if (view === "raw") return <Raw content={content} />;
  switch (content.kind) {
    case "message":
      return <Message row={row} content={content} />;
    case "call":
      return <Call row={row} content={content} />;
    case "span":
      return <ModelRequest row={row} content={content} />;
    case "thinking":
    case "other":
      return <Other row={row} content={content} />;
  }
}

export function nameOf(content: RowContent, agentName: string): string {
  switch (content.kind) {
    case "message":
      return content.who === "agent" ? agentName : content.who === "user" ? "User" : "Operator";
    case "call":
      return `Call of ${content.tool?.name ?? "an unknown tool"}`;
    case "thinking":
      return "Thinking";
    case "span":
      return "Model request";
    case "other":
      return content.words?.text ?? content.type;
  }
}

function Message({ row, content }: { row: OutlineRow; content: RowContent }) {
  const { agentName, quotesOf } = useTrace();
  const quotes = quotesOf(content.id);
  return (
    <div className="max-w-[80ch]">
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs/5">
        <b>
          <VisibleText text={nameOf(content, agentName)} />
        </b>
        {/* The agent's own words are nobody's instruction: they have no rank among the sources. */}
        {content.who !== "agent" && <TrustMark trust={content.trust} />}
        {content.isQueued && (
          <StatusPill tone="held" mark="clock" title="The agent reads it when its turn is done.">
            Queued
          </StatusPill>
        )}
      </p>
      <Parts end={content} quotes={quotes} voice="serif" />
      {(row.flags & ROW.correction) !== 0 && (
        <p className="mt-1">
          <StatusPill tone="held" mark="warning" title="Told by its words: the user seems to correct the agent.">
            Reads like a correction
          </StatusPill>
        </p>
      )}
      <Captions quotes={quotes} />
    </div>
  );
}

function Parts({
  end,
  quotes,
  voice,
  isError,
}: {
  end: RowEnd;
  quotes: readonly TraceQuote[];
  voice: "serif" | "code";
  isError?: boolean;
}) {
  if (end.parts.length === 0 || end.parts.every((part) => part.kind === "text" && part.head === ""))
    return <p className="text-xs/5 text-ink-3">Empty</p>;
  return end.parts.map((part, index) => {
    const own =
      part.kind === "text" ? quotes.filter((quote) => quote.at === part.at || (part.at === "/input" && quote.at.startsWith("/input"))) : [];
    // biome-ignore lint/suspicious/noArrayIndexKey: an event's parts never change their order.
    return <TracePart key={index} eventId={end.id} part={part} voice={voice} quotes={own} isError={isError} />;
  });
}

function Captions({ quotes }: { quotes: readonly TraceQuote[] }) {
  if (quotes.length === 0) return null;
  const shown = quotes.filter(
    (quote, at) => quotes.findIndex((one) => one.changeId === quote.changeId && one.polarity === quote.polarity) === at,
  );
  return (
    <ul className="mt-1.5 grid gap-1 text-xs">
      {shown.map((quote) => (
        <li key={`${quote.changeId} ${quote.polarity}`} className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <StatusPill tone={quote.polarity === "supports" ? "success" : "failure"} mark={quote.polarity === "supports" ? "check" : "cross"}>
            {quote.polarity === "supports" ? "Supports" : "Contradicts"}
          </StatusPill>
          <Link href={quote.href} className="link">
            {quote.title}
          </Link>
          <span className="text-ink-3">{quote.state}</span>
        </li>
      ))}
    </ul>
  );
}

function Call({ row, content }: { row: OutlineRow; content: RowContent }) {
  const { quotesOf, isUnfolded, setUnfolded, jump } = useTrace();
  const open = useOpenCall(content);
  const { tool } = content;
  if (!tool) return null;
  const given = quotesOf(content.id);
  const returned = tool.result ? quotesOf(tool.result.id) : [];
  const isShown = isUnfolded(row.seq, tool.isError || given.length + returned.length > 0);
  // A result whose call is not in the log stands alone: it is the event of its row.
  const isLoneResult = tool.result?.seq === content.seq;
  const looks = tool.result
    ? tool.isError
      ? ({ tone: "failure", mark: "cross", word: "Failed" } as const)
      : ({ tone: "success", mark: "check", word: "Done" } as const)
    : open
      ? open
      : ({ tone: "plain", mark: "dashed", word: "No answer" } as const);
  return (
    <div className="min-w-0 rounded-md border border-line bg-raised">
      <button
        type="button"
        aria-expanded={isShown}
        onClick={() => setUnfolded(row.seq, !isShown)}
        className="grid min-h-[30px] w-full grid-cols-[16px_minmax(0,1fr)_auto_auto] items-center gap-2 rounded-md py-1 pr-2.5 pl-2 text-left hover:bg-hover pointer-coarse:min-h-9"
      >
        <Mark name={isShown ? "chevron-down" : "chevron-right"} className="text-ink-3" />
        <span className="flex min-w-0 gap-2 font-mono text-xs">
          <span className="max-w-full flex-none font-medium wrap-anywhere">
            <VisibleText text={tool.name} />
          </span>
          {tool.summary && (
            <span className="hidden min-w-0 truncate text-ink-3 md:block">
              <VisibleText text={tool.summary} />
            </span>
          )}
        </span>
        <span className="text-xs whitespace-nowrap text-ink-3">
          {tool.durationMs !== null && formatDuration(tool.durationMs)}
          {open && content.at && <Ticking since={content.at} />}
        </span>
        <StatusPill tone={looks.tone} mark={looks.mark} isBare>
          {looks.word}
        </StatusPill>
      </button>
      {isShown && (
        <>
          {!isLoneResult && content.parts.length > 0 && (
            <Payload label="Input">
              <Parts end={content} quotes={given} voice="code" />
              <Captions quotes={given} />
            </Payload>
          )}
          {tool.result && (
            <Payload label="Output">
              <Parts end={tool.result} quotes={returned} voice="code" isError={tool.isError} />
              <Captions quotes={returned} />
            </Payload>
          )}
          {tool.result && (
            <p className="flex flex-wrap items-center gap-x-2.5 border-t border-line px-3 py-1 text-xs text-ink-3">
              <TrustMark trust={tool.result.trust} />
              {!isLoneResult && <span>Answered by event {formatNumber(tool.result.seq)}</span>}
              {isLoneResult && tool.callSeq !== null && (
                <button type="button" className="link" onClick={() => jump(tool.callSeq ?? 0)}>
                  Called by event {formatNumber(tool.callSeq)}
                </button>
              )}
            </p>
          )}
        </>
      )}
    </div>
  );
}

function Payload({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="border-t border-line bg-sunken px-3 py-2 last:rounded-b-md">
      <p className="label mb-1">{label}</p>
      {children}
    </div>
  );
}

/** Thinking, status, model requests: its kind, and all of it on demand. */
function Other({ row, content }: { row: OutlineRow; content: RowContent }) {
  const { isUnfolded, setUnfolded, quotesOf } = useTrace();
  const quotes = quotesOf(content.id);
  const name = content.kind === "thinking" ? thinkingWords(content) : <Words content={content} />;
  if (content.parts.length === 0) return <p className="text-xs/6 text-ink-3">{name}</p>;
  const isShown = isUnfolded(row.seq, quotes.length > 0);
  return (
    <>
      <button
        type="button"
        aria-expanded={isShown}
        onClick={() => setUnfolded(row.seq, !isShown)}
        className="flex min-h-6 items-center gap-1 text-xs text-ink-3 hover:text-ink"
      >
        <Mark name={isShown ? "chevron-down" : "chevron-right"} size={14} />
        {name}
      </button>
      {isShown && (
        <div className="mt-1 rounded-md border border-line bg-sunken px-3 py-2">
          <Parts end={content} quotes={quotes} voice={content.kind === "thinking" ? "serif" : "code"} />
        </div>
      )}
    </>
  );
}

const TONES = { plain: "", failure: "font-medium text-failure", held: "text-held" } as const;

function Words({ content: { words, type } }: { content: RowContent }) {
  if (!words) return type;
  return (
    <span className={cx("text-left wrap-anywhere", TONES[words.tone])} title={type}>
      <VisibleText text={words.text} />
    </span>
  );
}

/** A request to the model: how long it took and what went in and out; while it runs, how long it has. */
function ModelRequest({ row, content }: { row: OutlineRow; content: RowContent }) {
  const { isOpen, isUnfolded, setUnfolded } = useTrace();
  const { span } = content;
  if (!span) return null;
  if (!span.isOver) {
    return (
      <p className="flex flex-wrap gap-x-2 text-xs/6 text-ink-3">
        Model request
        {isOpen ? (
          <span className="text-info">
            running
            {content.at && (
              <>
                {" "}
                for <Ticking since={content.at} />
              </>
            )}
          </span>
        ) : (
          "not answered"
        )}
      </p>
    );
  }
  const isShown = isUnfolded(row.seq, false);
  const took = span.durationMs === null ? "" : `, ${formatDuration(span.durationMs)}`;
  const tokens =
    span.tokensIn + span.tokensOut > 0 ? `, ${formatTokens(span.tokensIn)} tokens in, ${formatTokens(span.tokensOut)} out` : "";
  return (
    <>
      <button
        type="button"
        aria-expanded={isShown}
        onClick={() => setUnfolded(row.seq, !isShown)}
        className={cx("flex min-h-6 items-center gap-1 text-xs", span.isError ? "text-failure" : "text-ink-3 hover:text-ink")}
      >
        <Mark name={isShown ? "chevron-down" : "chevron-right"} size={14} />
        {`Model request${span.isError ? " failed" : ""}${took}${tokens}`}
      </button>
      {isShown && (
        <div className="mt-1 rounded-md border border-line bg-sunken px-3 py-2">
          <Parts end={content} quotes={[]} voice="code" />
        </div>
      )}
    </>
  );
}

/** How a call without a result stands, where more may come; null where none will. */
function useOpenCall({ id, tool }: RowContent): { tone: Tone; mark: MarkName; word: string } | null {
  const { isOpen } = useTrace();
  const facts = useFacts();
  if (tool?.result || !isOpen) return null;
  const waits = facts?.calls.find((call) => call.eventId === id);
  if (waits?.state === "asked") return { tone: "held", mark: "bars", word: "Asks you" };
  if (waits) return { tone: "held", mark: "clock", word: "Waits for a result" };
  return { tone: "info", mark: "clock", word: "Running" };
}

function thinkingWords({ parts }: RowContent): string {
  const text = parts.find((part) => part.kind === "text");
  if (text?.kind !== "text") return "Thinking, not recorded";
  return text.isWhole
    ? `Thinking, ${formatNumber(text.head.trim().split(/\s+/).length)} words`
    : `Thinking, ${formatNumber(text.lines)} lines`;
}

function Raw({ content }: { content: RowContent }) {
  const ends = [content, ...(content.tool?.result && content.tool.result.seq !== content.seq ? [content.tool.result] : [])];
  return (
    <div className="grid gap-1.5">
      {ends.map((end) => (
        <div key={end.id} className="rounded-md border border-line bg-sunken px-3 py-2">
          {end.parts.map((part) => (
            <TracePart key="raw" eventId={end.id} part={part} voice="code" />
          ))}
        </div>
      ))}
    </div>
  );
}

const BAR_WIDTH = 400;

/** One line: what it was, and when and how long on the session's own axis. */
function Bar({ row, content }: { row: OutlineRow; content: RowContent }) {
  const { agentName, zone } = useTrace();
  const isError = (row.flags & ROW.error) !== 0;
  const from = row.x * (BAR_WIDTH - 4);
  const width = Math.max(4, (row.end - row.x) * (BAR_WIDTH - 4));
  const ms = content.tool?.durationMs ?? null;
  const what = content.kind === "call" ? (content.tool?.name ?? "") : nameOf(content, agentName);
  return (
    <div className="grid min-h-6 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 md:grid-cols-[minmax(0,190px)_minmax(0,1fr)_68px]">
      <span className={content.kind === "call" ? "truncate font-mono text-xs" : "truncate text-xs"}>
        <VisibleText text={what} />
        {isError && <span className="text-failure"> failed</span>}
      </span>
      <svg viewBox={`0 0 ${BAR_WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true" className="hidden h-2.5 w-full md:block">
        <path d={`M0 5H${BAR_WIDTH}`} className="stroke-line" vectorEffect="non-scaling-stroke" />
        <rect
          x={from}
          y="1"
          width={width}
          height="8"
          className={isError ? "fill-failure" : content.kind === "call" ? "fill-accent" : "fill-control"}
        />
      </svg>
      <span className="text-right text-xs whitespace-nowrap text-ink-3">
        {ms !== null ? formatDuration(ms) : content.at ? formatClock(new Date(content.at), zone) : ""}
      </span>
    </div>
  );
}
