import Link from "next/link";
import type { ReactNode } from "react";
import { ToolCall, type ToolCallStatus } from "@/components/ui/tool-call";
import { TrustMark } from "@/components/ui/trust-mark";
import type { SessionEvent } from "@/lib/sessions/types";
import { quotesOf, type SessionEvidence } from "./evidence-of-change";
import { MarkedText } from "./marked-text";
import { argumentStart, inputOf, outputOf, summaryOf, type TranscriptItem } from "./prepare-transcript";
import { QuoteCaptions } from "./quote-captions";

export type TracedCallProps = {
  item: Extract<TranscriptItem, { kind: "call" }>;
  timeOf: (event: SessionEvent) => Date | null;
  hrefOf: (event: SessionEvent) => string;
  evidence: SessionEvidence | null;
  isCurrent: boolean;
  /** The session may still get the answer. */
  isRunning: boolean;
};

/** A call with its result. Where a change quotes it, the box is open and the quotes are marked in place. */
export function TracedCall({ item, timeOf, hrefOf, evidence, isCurrent, isRunning }: TracedCallProps) {
  const { call, result } = item;
  const name = String(call?.payload.name ?? "Unknown tool");
  const named = quotesOf(evidence, call?.id).filter((quote) => quote.at === "/name");
  const given = quotesOf(evidence, call?.id).filter((quote) => quote.at !== "/name");
  const quoted = [...named, ...given, ...quotesOf(evidence, result?.id)];
  const input = inputOf(call);
  const output = outputOf(result);
  const isMarked = evidence !== null && quoted.length > 0;
  return (
    <ToolCall
      name={name}
      summary={summaryOf(call)}
      status={statusOf(item, isRunning)}
      durationMs={durationOf(item, timeOf)}
      input={isMarked ? null : input}
      output={isMarked ? null : output}
      isOpen={isMarked || isCurrent || result?.payload.is_error === true}
    >
      {isMarked && (
        <Payloads>
          {named.length > 0 && <MarkedPayload label="Tool" text={name} quotes={named} evidence={evidence} />}
          <MarkedPayload label="Input" text={input} quotes={given} evidence={evidence} />
          <MarkedPayload
            label="Output"
            text={output}
            quotes={quotesOf(evidence, result?.id)}
            evidence={evidence}
            isError={result?.payload.is_error === true}
          />
        </Payloads>
      )}
      {result && <TrustMark trust={result.trust} />}
      {result && <ResultPlace item={item} result={result} hrefOf={hrefOf} />}
    </ToolCall>
  );
}

/** The foot of the box has its own padding and small print: marked payloads reach over it, so that they look like all others. */
function Payloads({ children }: { children: ReactNode }) {
  return <div className="-mx-3 -mt-[5px] basis-[calc(100%+24px)] text-sm text-ink">{children}</div>;
}

type MarkedPayloadProps = {
  label: string;
  text: string | null;
  quotes: SessionEvidence["quotes"];
  evidence: SessionEvidence;
  isError?: boolean;
};

function MarkedPayload({ label, text, quotes, evidence, isError = false }: MarkedPayloadProps) {
  if (text === null) return null;
  return (
    <div className="border-t border-b border-line bg-sunken px-3 py-2 not-first:border-t-0">
      <p className="label mb-1">{label}</p>
      <MarkedText
        text={text}
        marks={quotes.map(({ quote, polarity, at }) => ({ quote, polarity, from: argumentStart(text, at) }))}
        voice="code"
        className={isError ? "text-failure" : undefined}
      />
      {quotes.length > 0 && <QuoteCaptions quotes={quotes} evidence={evidence} />}
    </div>
  );
}

type ResultPlaceProps = { item: TracedCallProps["item"]; result: SessionEvent; hrefOf: TracedCallProps["hrefOf"] };

/** The result is an event of its own: its number, its address, and where its other half stands. */
function ResultPlace({ item, result, hrefOf }: ResultPlaceProps) {
  if (item.isCallElsewhere && item.call) {
    return (
      <Link href={hrefOf(item.call)} className="link">
        Called by event {item.call.seq}, on the page before
      </Link>
    );
  }
  if (item.at === result) return null;
  if (item.isResultElsewhere) {
    return (
      <Link href={hrefOf(result)} className="link">
        Answered by event {result.seq}, on a later page
      </Link>
    );
  }
  return (
    // The result's own anchor: a link to it leads into this box.
    <a id={result.id} href={hrefOf(result)} className="hover:text-ink hover:underline">
      Answered by event {result.seq}
    </a>
  );
}

function statusOf({ call, result }: TracedCallProps["item"], isRunning: boolean): ToolCallStatus {
  if (result) return result.payload.is_error === true ? "failed" : "done";
  return call && isRunning ? "running" : "unanswered";
}

function durationOf({ call, result }: TracedCallProps["item"], timeOf: TracedCallProps["timeOf"]): number | null {
  const from = call && timeOf(call);
  const to = result && timeOf(result);
  return from && to && to >= from ? to.getTime() - from.getTime() : null;
}
