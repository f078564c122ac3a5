import { CodeBlock } from "@/components/ui/code";
import { TrustMark } from "@/components/ui/trust-mark";
import type { SessionEvent, SessionView } from "@/lib/sessions/types";
import { EventRow } from "./event-row";
import { quotesOf, type SessionEvidence } from "./evidence-of-change";
import { MarkedText } from "./marked-text";
import type { TranscriptItem } from "./prepare-transcript";
import { QuoteCaptions } from "./quote-captions";
import { TracedCall } from "./traced-call";

export type TranscriptProps = {
  session: Pick<SessionView, "agentName" | "eventCount" | "source" | "createdAt" | "status">;
  items: readonly TranscriptItem[];
  /** The event that the address names. */
  currentEventId: string | null;
  evidence: SessionEvidence | null;
  hrefOf: (event: Pick<SessionEvent, "id">) => string;
  now: Date;
  zone: string;
};

/** What was said and done, in the order of the log. */
export function Transcript({ session, items, currentEventId, evidence, hrefOf, now, zone }: TranscriptProps) {
  const timeOf = (event: SessionEvent) => timeIn(session, event);
  return (
    <div role="feed" aria-label="Transcript" className="py-2">
      {items.map((item) => {
        const event = item.kind === "call" ? item.at : item.event;
        const isCurrent = idsOf(item).includes(currentEventId ?? "");
        return (
          <EventRow
            key={event.id}
            event={event}
            at={timeOf(event)}
            total={session.eventCount}
            isCurrent={isCurrent}
            isTurn={item.kind === "message" && item.who !== "agent"}
            href={hrefOf(event)}
            label={labelOf(item, session.agentName)}
            now={now}
            zone={zone}
          >
            {item.kind === "message" && <Message item={item} agentName={session.agentName} evidence={evidence} />}
            {item.kind === "call" && (
              <TracedCall
                item={item}
                timeOf={timeOf}
                hrefOf={hrefOf}
                evidence={evidence}
                isCurrent={isCurrent}
                isRunning={session.status === "running"}
              />
            )}
            {item.kind === "other" && <Other event={item.event} isOpen={isCurrent} />}
          </EventRow>
        );
      })}
    </div>
  );
}

type MessageProps = { item: Extract<TranscriptItem, { kind: "message" }>; agentName: string; evidence: SessionEvidence | null };

function Message({ item, agentName, evidence }: MessageProps) {
  const { event, who, parts } = item;
  const quotes = quotesOf(evidence, event.id);
  return (
    <div className="max-w-[80ch]">
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs/5">
        <b>{nameOf(who, agentName)}</b>
        {/* The agent's own words are nobody's instruction: they have no rank among the sources. */}
        {who !== "agent" && <TrustMark trust={event.trust} />}
      </p>
      {parts.length === 0 && <p className="text-ink-3">Empty</p>}
      {parts.map((part, index) => {
        const key = `${event.id}-${index}`;
        if (part.kind === "blob") {
          return (
            <p key={key} className="text-ink-3">
              Content of type {part.type}, not shown
            </p>
          );
        }
        if (part.text === "") return null;
        return <MarkedText key={key} text={part.text} marks={quotes.filter((quote) => quote.at === part.pointer)} voice="serif" />;
      })}
      {evidence && quotes.length > 0 && <QuoteCaptions quotes={quotes} evidence={evidence} />}
    </div>
  );
}

/** Status, errors, model requests: its kind, and all of it on demand. */
function Other({ event, isOpen }: { event: SessionEvent; isOpen: boolean }) {
  const isEmpty = Object.keys(event.payload).length === 0;
  if (isEmpty) return <p className="font-mono text-xs/5 text-ink-3">{event.type}</p>;
  return (
    <details open={isOpen}>
      <summary className="font-mono text-xs/5 text-ink-3 hover:text-ink">{event.type}</summary>
      <CodeBlock text={JSON.stringify(event.payload, null, 2)} label={event.type} />
    </details>
  );
}

function labelOf(item: TranscriptItem, agentName: string): string {
  switch (item.kind) {
    case "message":
      return nameOf(item.who, agentName);
    case "call":
      return `Call of ${String(item.call?.payload.name ?? "an unknown tool")}`;
    case "other":
      return item.event.type;
  }
}

function nameOf(who: "user" | "agent" | "operator", agentName: string): string {
  return who === "agent" ? agentName : who === "user" ? "User" : "Operator";
}

function idsOf(item: TranscriptItem): string[] {
  if (item.kind !== "call") return [item.event.id];
  return [item.at.id, ...(item.result && !item.isResultElsewhere ? [item.result.id] : [])];
}

/** An imported event without a time of its own bears the moment of the import: that says nothing about the session. */
function timeIn(session: TranscriptProps["session"], { processedAt }: SessionEvent): Date | null {
  const isImportTime = session.source === "import" && processedAt?.getTime() === session.createdAt.getTime();
  return isImportTime ? null : processedAt;
}
