"use client";

import { useEffect, useState } from "react";
import { AsideSection, KeyValues } from "@/components/layout/aside-section";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { formatNumber } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { Time } from "@/components/ui/time";
import { TrustMark } from "@/components/ui/trust-mark";
import { useTrace } from "./trace-context";
import { TracePart } from "./trace-text";
import type { RowContent, RowEnd, TextCut, TextPiece } from "./types";

/** The chosen event as it was recorded; a call with its result. */
export function EventPanel({ content, now }: { content: RowContent | null; now: Date }) {
  if (content === null) {
    return (
      <AsideSection title="No event is chosen">
        <p className="text-ink-2">
          Click one in the transcript, or press <Kbd>j</Kbd>
          <span className="sr-only">j</span>. Its record as JSON is shown here.
        </p>
      </AsideSection>
    );
  }
  const result = content.tool?.result;
  return (
    <>
      <Recorded key={content.id} end={content} now={now} />
      {result && result.seq !== content.seq && <Recorded key={result.id} end={result} now={now} />}
    </>
  );
}

function Recorded({ end, now }: { end: RowEnd; now: Date }) {
  const { hrefOf, zone } = useTrace();
  const [origin, setOrigin] = useState("");
  useEffect(() => setOrigin(window.location.origin), []);
  return (
    <AsideSection
      title={`Event ${formatNumber(end.seq)}`}
      end={
        <span className="-my-1 inline-flex">
          <CopyButton text={`${origin}${hrefOf(end.id)}`} label={`Copy link to event ${end.seq}`} size="sm" />
        </span>
      }
    >
      <KeyValues
        items={[
          { label: "Type", value: <Code>{end.type}</Code> },
          { label: "Id", value: <Code>{end.id}</Code> },
          { label: "Time", value: <Time at={end.at} now={now} zone={zone} show="datetime" missing="The source gives no time" /> },
          { label: "Trust", value: <TrustMark trust={end.trust} /> },
        ]}
      />
      <div className="mt-2 rounded-md border border-line bg-sunken px-3 py-2">
        <Json eventId={end.id} />
      </div>
    </AsideSection>
  );
}

const SHOWN_LINES = 40;

function Json({ eventId }: { eventId: string }) {
  const { sessionId } = useTrace();
  const [part, setPart] = useState<TextCut | "failed" | null>(null);
  useEffect(() => {
    const leave = new AbortController();
    fetch(`/sessions/${sessionId}/events/${eventId}`, { signal: leave.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(`The server answered ${response.status}.`);
        setPart(cutOf((await response.json()) as TextPiece));
      })
      .catch(() => {
        if (!leave.signal.aborted) setPart("failed");
      });
    return () => leave.abort();
  }, [sessionId, eventId]);
  if (part === null) return <p className="text-xs text-ink-3">Reading the event</p>;
  if (part === "failed") return <p className="text-xs text-failure">The event could not be read.</p>;
  return <TracePart eventId={eventId} part={part} voice="code" />;
}

/** The first lines of the first piece. */
function cutOf({ text, next, length }: TextPiece): TextCut {
  const lines = text.split("\n");
  const few = lines.slice(0, SHOWN_LINES).join("\n").slice(0, 6000);
  const isWhole = next === null && few.length === text.length;
  return { kind: "text", at: "", head: few, isWhole, lines: lines.length, shownLines: few.split("\n").length, bytes: length };
}
