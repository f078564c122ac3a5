import Link from "next/link";
import type { ReactNode } from "react";
import { Tools } from "@/components/agents/configuration";
import { AsideSection } from "@/components/layout/aside-section";
import { LearningStatusPill } from "@/components/learnings/learning-status";
import { Code } from "@/components/ui/code";
import { Duration, Num } from "@/components/ui/figures";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Quote } from "@/components/ui/quote";
import { StatusPill } from "@/components/ui/status-pill";
import { TrustMark } from "@/components/ui/trust-mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { AgentConfig } from "@/lib/agents/types";
import type { SessionEvidenceView } from "@/lib/dreaming/session-evidence";
import type { SessionEvent } from "@/lib/sessions/types";
import { EventLink } from "./event-link";
import type { ToolUse } from "./prepare-outline";

type Errors = readonly (Pick<SessionEvent, "id" | "seq"> & { words: string })[];
type ToolsPanelProps = { tools: readonly ToolUse[]; config: Pick<AgentConfig, "tools">; errors: Errors; errorCount: number; base: string };

/** What was called, how often it failed and how long it took; then the errors one by one. */
export function ToolsPanel({ tools, config, errors, errorCount, base }: ToolsPanelProps) {
  return (
    <>
      <AsideSection title="Called" note={tools.length > 0 && <span className="text-ink-3">{formatCount(tools.length, "tool")}</span>}>
        {tools.length === 0 ? (
          <p className="text-ink-3">The agent called no tool.</p>
        ) : (
          <table className="w-full text-xs">
            <thead>
              <tr className="label border-b border-line-2 text-left">
                <th className="py-1 pr-2 font-medium">Tool</th>
                <th className="py-1 pl-2 text-right font-medium">Calls</th>
                <th className="py-1 pl-2 text-right font-medium">Failed</th>
                <th className="py-1 pl-2 text-right font-medium">Median</th>
              </tr>
            </thead>
            <tbody>
              {tools.map((tool) => (
                <tr key={tool.name} className="border-b border-line align-baseline last:border-b-0">
                  <th scope="row" className="py-1.5 pr-2 text-left font-normal">
                    <Code>
                      <VisibleText text={tool.name} />
                    </Code>
                  </th>
                  <td className="py-1.5 pl-2 text-right">{formatNumber(tool.calls)}</td>
                  <td className="py-1.5 pl-2 text-right">
                    {tool.firstFailureSeq === null ? (
                      <span className="text-ink-3">0</span>
                    ) : (
                      <EventLink seq={tool.firstFailureSeq} href={base} className="link text-failure">
                        {formatNumber(tool.failures)}
                        <span className="sr-only"> failed, go to the first</span>
                      </EventLink>
                    )}
                  </td>
                  <td className="py-1.5 pl-2 text-right whitespace-nowrap">
                    <Duration value={tool.medianMs} missing="The source gives no times" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </AsideSection>
      {errorCount > 0 && (
        <AsideSection title="Errors" note={<span className="text-ink-3">{formatNumber(errorCount)}</span>}>
          <ol className="text-xs">
            {errors.map((error) => (
              <li
                key={error.id}
                className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-2 border-t border-line py-1 first:border-t-0"
              >
                <EventLink seq={error.seq} href={`${base}?event=${error.id}`}>
                  <span className="sr-only">Event </span>
                  {formatNumber(error.seq)}
                </EventLink>
                <Code className="truncate text-ink-2">
                  <VisibleText text={error.words || "No words"} />
                </Code>
              </li>
            ))}
          </ol>
          {errors.length < errorCount && (
            <p className="mt-1 text-xs text-ink-3">
              The first {formatNumber(errors.length)} of {formatNumber(errorCount)}. Press e in the transcript for all.
            </p>
          )}
        </AsideSection>
      )}
      <AsideSection title="Given">
        <Tools config={config} />
      </AsideSection>
    </>
  );
}

type OfSession = { evidence: readonly SessionEvidenceView[]; base: string };

/** What this session was given, and what it taught. */
export function LearningsPanel({ evidence, given }: Pick<OfSession, "evidence"> & { given: ReactNode }) {
  const learned = groupBy(
    evidence.filter((one) => one.memoryId !== null),
    (one) => one.memoryId ?? "",
  );
  const proposed = groupBy(
    evidence.filter((one) => one.memoryId === null && one.decision !== "rejected"),
    (one) => one.changeId,
  );
  return (
    <>
      {given}
      <AsideSection title="Supports learnings" note={learned.length > 0 && <span className="text-ink-3">{learned.length}</span>}>
        {learned.length === 0 && <p className="text-ink-3">No published learning rests on this session.</p>}
        <ul className="grid gap-2.5">
          {learned.map(([id, of]) => (
            <li key={id}>
              <p className="flex items-baseline justify-between gap-2">
                <Link href={`/learnings/${id}`} className="link font-medium">
                  <VisibleText text={of[0]?.title ?? id} />
                </Link>
                {of[0]?.learningStatus && <LearningStatusPill status={of[0].learningStatus} isBare />}
              </p>
              <p className="text-xs text-ink-3">{sides(of)}</p>
            </li>
          ))}
        </ul>
      </AsideSection>
      {proposed.length > 0 && (
        <AsideSection title="Proposed" note={<span className="text-ink-3">{proposed.length}</span>}>
          <ul className="grid gap-2.5">
            {proposed.map(([id, of]) => (
              <li key={id}>
                <Link href={`/dreams/${of[0]?.dreamId}/changes/${id}`} className="link font-medium">
                  <VisibleText text={of[0]?.title ?? id} />
                </Link>
                <p className="text-xs text-ink-3">
                  {of[0] && stateOf(of[0])}. {sides(of)}
                </p>
              </li>
            ))}
          </ul>
        </AsideSection>
      )}
    </>
  );
}

type EvidencePanelProps = OfSession & { firstChangeId: string | null; isCut: boolean };

/** The spans that changes rest on, verbatim, by change. */
export function EvidencePanel({ evidence, base, firstChangeId, isCut }: EvidencePanelProps) {
  if (evidence.length === 0) {
    return (
      <AsideSection title="No evidence">
        <p className="text-ink-2">
          No change of a dream rests on this session{firstChangeId ? ", nor does the one that the address names" : ""}.
        </p>
      </AsideSection>
    );
  }
  return (
    <>
      {groupBy(evidence, (one) => one.changeId).map(([id, of]) => (
        <AsideSection
          key={id}
          title={of[0]?.title ?? id}
          end={
            <Link href={`/dreams/${of[0]?.dreamId}/changes/${id}`} className="link">
              Open the change
            </Link>
          }
        >
          <p className="text-xs text-ink-3">{of[0] && stateOf(of[0])}</p>
          {of.map((one) => (
            <Quote
              key={`${one.eventId} ${one.at} ${one.polarity}`}
              quote={one.quote}
              isTool={one.trust === "tool" || one.at.startsWith("/input") || one.at === "/name"}
              caption={
                <>
                  <StatusPill
                    tone={one.polarity === "supports" ? "success" : "failure"}
                    mark={one.polarity === "supports" ? "check" : "cross"}
                    isBare
                  >
                    {one.polarity === "supports" ? "Supports" : "Contradicts"}
                  </StatusPill>
                  <TrustMark trust={one.trust} />
                  {one.seq === null ? (
                    <span>The event is gone</span>
                  ) : (
                    <EventLink seq={one.seq} href={`${base}?event=${one.eventId}`}>
                      Event <Num value={one.seq} />
                    </EventLink>
                  )}
                </>
              }
            />
          ))}
        </AsideSection>
      ))}
      {isCut && <p className="px-5 py-2 text-xs text-ink-3">The first {formatNumber(evidence.length)} are listed; there are more.</p>}
    </>
  );
}

export function stateOf({ publishedRevision, decision, isHeld }: SessionEvidenceView): string {
  if (publishedRevision !== null) return `Published in revision ${publishedRevision}`;
  if (decision === "rejected") return "Rejected";
  if (decision === "approved" || decision === "edited") return "Approved, not yet published";
  return isHeld ? "Held in review" : "Waits for review";
}

function sides(of: readonly SessionEvidenceView[]): string {
  const against = of.filter((one) => one.polarity === "contradicts").length;
  const quotes = (count: number) => formatCount(count, "quote");
  if (against === 0) return `${quotes(of.length)} for it`;
  return against === of.length ? `${quotes(against)} against it` : `${quotes(of.length - against)} for it, ${quotes(against)} against it`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}
