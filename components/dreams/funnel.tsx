import { Code } from "@/components/ui/code";
import { formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { Funnel as FunnelCounts } from "@/lib/dreaming/types";
import { dropsInWords } from "./dream-words";
import { subjectOf } from "./pattern-words";

export type FunnelProps = {
  funnel: FunnelCounts;
  proposed: number;
  /** What reconcile and verify left out, which the miner's own funnel does not count. */
  laterDrops: Record<string, number>;
};

/** From sessions to changes, and why what went no further did not. */
export function Funnel({ funnel, proposed, laterDrops }: FunnelProps) {
  const steps = [
    { label: "Sessions read", count: funnel.sessions },
    { label: "With a verdict", count: funnel.labelled },
    { label: "Comparisons tested", count: funnel.tested },
    { label: "Findings that stood", count: funnel.candidates },
    { label: "Changes proposed", count: proposed },
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
      {funnel.tested === 0 && (
        <p className="mt-2 text-ink-2">
          No two ways of working could be compared, so nothing here claims an effect: what was found was seen, not proven.
        </p>
      )}
      <Dropped dropped={addUp(funnel.dropped, laterDrops)} />
    </>
  );
}

function Dropped({ dropped }: { dropped: Record<string, number> }) {
  const words = dropsInWords(dropped);
  if (words.length === 0) return null;
  const total = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return (
    <details className="group/dropped mt-2">
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
  const cut = text.lastIndexOf(": q ");
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
