import Link from "next/link";
import { Code } from "@/components/ui/code";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { Funnel as FunnelCounts, StageView } from "@/lib/dreaming/types";
import { dropsInWords } from "./dream-words";
import { subjectOf } from "./pattern-words";

export type FunnelProps = {
  funnel: FunnelCounts;
  digests: number;
  /** Null while that is not known. */
  proposed: number | null;
  /** What reconcile and verify left out, which the miner's own funnel does not count. */
  laterDrops: Record<string, number>;
};

/** From sessions to changes, and why what went no further did not. */
export function Funnel({ funnel, digests, proposed, laterDrops }: FunnelProps) {
  const steps = [
    { label: "Sessions read", count: funnel.sessions },
    { label: "Digests", count: digests },
    { label: "Candidates", count: candidatesOf(funnel) },
    { label: "Validated", count: funnel.candidates },
    ...(proposed === null ? [] : [{ label: "Proposed", count: proposed }]),
  ];
  return (
    <>
      <ol className="flex flex-wrap items-end gap-x-3 gap-y-2">
        {steps.map((step, index) => (
          <li key={step.label} className="flex items-end gap-3">
            {index > 0 && <Mark name="chevron-right" className="mb-1.5 text-ink-3" />}
            <span>
              <span className="label block">{step.label}</span>
              <span className="text-xl font-medium">{formatNumber(step.count)}</span>
            </span>
          </li>
        ))}
      </ol>
      <p className="mt-2 text-ink-2">
        {formatNumber(funnel.labelled)} of {formatCount(funnel.sessions, "session")} have a verdict,{" "}
        {formatCount(funnel.tested, "comparison")} {funnel.tested === 1 ? "was" : "were"} tested.
      </p>
      {funnel.tested === 0 && (
        <p className="text-ink-2">
          No two ways of working could be compared, so nothing here claims an effect: what was found was seen, not proven.
        </p>
      )}
      <Dropped dropped={addUp(funnel.dropped, laterDrops)} />
    </>
  );
}

/** One line of it, above the changes: how much was looked at for so few. */
export function FunnelLine({
  funnel,
  proposed,
  laterDrops,
  href,
}: Omit<FunnelProps, "digests" | "proposed"> & { proposed: number; href: string }) {
  const dropped = Object.values(addUp(funnel.dropped, laterDrops)).reduce((sum, count) => sum + count, 0);
  return (
    <p className="flex flex-wrap gap-x-2 gap-y-0.5 border-b border-line px-4 py-2 text-ink-2 md:px-6">
      <span>
        {formatCount(funnel.sessions, "session")} read, {formatCount(candidatesOf(funnel), "candidate")}, {formatNumber(funnel.candidates)}{" "}
        validated, {formatNumber(proposed)} proposed.
      </span>
      <Link href={href} className="link">
        {dropped > 0 ? `Why ${formatNumber(dropped)} dropped` : "How it ran"}
      </Link>
    </p>
  );
}

/** All that was looked at as a finding: what stood and what dropped. */
function candidatesOf({ candidates, dropped }: FunnelCounts): number {
  return candidates + Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

/** What the later stages left out; their summaries are JSON of their own making. */
export function laterDropsOf(stages: readonly Pick<StageView, "stage" | "summary">[]): Record<string, number> {
  const summaryOf = (stage: StageView["stage"]) => stages.find((one) => one.stage === stage)?.summary ?? {};
  const dropped = summaryOf("reconcile").dropped;
  const failed = summaryOf("verify").failed;
  return {
    ...(typeof dropped === "object" && dropped !== null ? (dropped as Record<string, number>) : {}),
    ...(typeof failed === "number" ? { failed_checks: failed } : {}),
  };
}

function Dropped({ dropped }: { dropped: Record<string, number> }) {
  const words = dropsInWords(dropped);
  if (words.length === 0) return null;
  const total = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return (
    <details open className="group/dropped mt-2">
      <summary className="inline-flex items-center gap-1.5 rounded-md py-1 text-ink-2 hover:text-ink">
        <Mark name="chevron-right" size={14} className="transition-transform duration-(--t-instant) group-open/dropped:rotate-90" />
        {formatNumber(total)} dropped on the way
      </summary>
      <ul className="mt-1 max-w-[72ch] pl-5 text-ink-2">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </details>
  );
}

/** What came closest to a finding: "guard|…: q 0.07 (a claim needs 0.05), …", told in words. */
export function NearestMiss({ text }: { text: string }) {
  const cut = Math.max(text.lastIndexOf(": q "), text.lastIndexOf(": needs "));
  if (cut === -1) return <VisibleText text={text} />;
  let at = 0;
  return (
    <>
      {subjectOf(text.slice(0, cut)).map((piece) => {
        const shown = <VisibleText key={at++} text={piece.text} />;
        return piece.isCode ? <Code key={at++}>{shown}</Code> : shown;
      })}
      : {text.slice(cut + 2)}
    </>
  );
}

function addUp(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a };
  for (const [key, count] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}
