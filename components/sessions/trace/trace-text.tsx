"use client";

import { useEffect, useState } from "react";
import { Button, buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { formatBytes, formatCount, formatNumber } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import { cutAtQuotes, type QuoteMark } from "../mark-ranges";
import { argumentStart } from "../prepare-transcript";
import { type LoadedText, useTrace } from "./trace-context";
import type { RowPart, TextCut, TextPiece, TraceQuote } from "./types";

type Voice = "serif" | "code";
export type TracePartProps = { eventId: string; part: RowPart; voice: Voice; quotes?: readonly TraceQuote[]; isError?: boolean };

/** One part of an event: a text, or what stands in for what is no text. */
export function TracePart({ part, ...rest }: TracePartProps) {
  if (part.kind === "text") return <TraceText {...rest} part={part} />;
  return (
    <p className="text-xs/5 text-ink-3">
      <span className="rounded-sm border border-line-2 bg-sunken px-1 font-mono">
        <VisibleText text={part.type} />
        {part.bytes !== null && `, base64, ${formatBytes(part.bytes)}`}
      </span>{" "}
      not shown
    </p>
  );
}

const FACES: Record<Voice, string> = { serif: "voice", code: "font-mono text-xs/[18px]" };

/** The first lines, what they are of, and the rest on demand in pieces: nothing is cut without a mark. */
function TraceText({ eventId, part, voice, quotes = [], isError }: Omit<TracePartProps, "part"> & { part: TextCut }) {
  const { sessionId, texts } = useTrace();
  const key = `${eventId} ${part.at}`;
  const [loaded, setLoaded] = useState<LoadedText | null>(() => texts.get(key) ?? null);
  const [state, setState] = useState<"idle" | "loading" | "failed">("idle");
  const source = `/sessions/${sessionId}/events/${eventId}?at=${encodeURIComponent(part.at)}`;
  const load = async (from: LoadedText | null, untilFound?: (text: string) => boolean) => {
    setState("loading");
    try {
      let now = from ?? { pieces: [], next: part.head.length, length: 0 };
      do {
        const response = await fetch(`${source}&offset=${now.next ?? 0}`);
        if (!response.ok) throw new Error(`The server answered ${response.status}.`);
        const piece = (await response.json()) as TextPiece;
        now = { pieces: [...now.pieces, piece.text], next: piece.next, length: piece.length };
      } while (untilFound && now.next !== null && now.pieces.length < 20 && !untilFound(part.head + now.pieces.join("")));
      texts.set(key, now);
      setLoaded(now);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  const fold = () => {
    texts.delete(key);
    setLoaded(null);
  };
  const isQuoteFolded = !part.isWhole && loaded === null && quotes.some(({ quote }) => !part.head.includes(quote));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each text that hides a quote.
  useEffect(() => {
    if (isQuoteFolded)
      void load(null, (text) => quotes.every(({ quote }) => cutAtQuotes(text, [{ quote, polarity: "supports" }]).length > 1));
  }, [isQuoteFolded]);
  const face = cx(FACES[voice], "wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]", isError && "text-failure");
  const pieces = [part.head, ...(loaded?.pieces ?? [])];
  const whole = loaded ? pieces.join("") : part.head;
  return (
    <div className="min-w-0">
      {quotes.length > 0 ? (
        <Marked text={whole} quotes={quotes} className={face} />
      ) : (
        pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces only ever follow.
          <div key={at} className={face}>
            <VisibleText text={piece.replace(/\n$/, "")} />
          </div>
        ))
      )}
      {!part.isWhole && (
        <div className="mt-1 flex flex-wrap items-center justify-between gap-x-3 font-sans text-xs text-ink-3">
          <span>{howMuch(part, loaded, whole)}</span>
          <span className="flex items-center gap-1 print:hidden">
            {state === "failed" && <span className="text-failure">The rest could not be read.</span>}
            {(loaded === null || loaded.next !== null) && (
              <Button variant="quiet" size="sm" onClick={() => void load(loaded)} aria-busy={state === "loading"}>
                {state === "loading" ? "Loading" : nextWords(part, loaded)}
              </Button>
            )}
            {loaded !== null && (
              <Button variant="quiet" size="sm" onClick={fold}>
                Show less
              </Button>
            )}
            <a href={`${source}&download`} download className={buttonClasses({ variant: "quiet", size: "sm" })}>
              Download
            </a>
          </span>
        </div>
      )}
    </div>
  );
}

function nextWords(part: TextCut, loaded: LoadedText | null): string {
  if (loaded !== null) return "Show more";
  return part.bytes > 100_000 ? "Show more" : "Show all";
}

function howMuch(part: TextCut, loaded: LoadedText | null, whole: string): string {
  const size = formatBytes(part.bytes);
  if (loaded?.next === null) return `All ${formatCount(part.lines, "line")}, ${size}`;
  const shown = loaded ? whole.replace(/\n$/, "").split("\n").length : part.shownLines;
  return shown < part.lines
    ? `${formatNumber(shown)} of ${formatCount(part.lines, "line")}, ${size}`
    : `The beginning of ${formatCount(part.lines, "line")}, ${size}`;
}

const WORDS = { supports: "Evidence for", contradicts: "Evidence against", both: "Evidence for and against" };

function Marked({ text, quotes, className }: { text: string; quotes: readonly TraceQuote[]; className: string }) {
  const marks = quotes.map(({ quote, polarity, at }): QuoteMark => ({ quote, polarity, from: argumentStart(text, at) }));
  let at = 0;
  return (
    <div className={className}>
      {cutAtQuotes(text, marks).map((piece) => {
        at += piece.text.length;
        if (piece.polarity === null) return <VisibleText key={at} text={piece.text} />;
        return (
          <mark key={at} title={WORDS[piece.polarity]}>
            <VisibleText text={piece.text} />
          </mark>
        );
      })}
    </div>
  );
}
