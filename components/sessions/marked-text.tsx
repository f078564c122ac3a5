import { cx } from "@/components/ui/cx";
import { FOLD_LIMITS, type FoldLimits, foldText } from "@/components/ui/fold-text";
import { formatBytes, formatCount, formatNumber } from "@/components/ui/format";
import { UntrustedText } from "@/components/ui/untrusted-text";
import { VisibleText } from "@/components/ui/visible-text";
import { cutAtQuotes, type QuoteMark, splitPieces, type TextPiece } from "./mark-ranges";

export type MarkedTextProps = { text: string; marks: readonly QuoteMark[]; voice: "serif" | "code"; fold?: FoldLimits; className?: string };

/** A stranger's text with the quotes marked in it that a change rests on. Folded like every long text, but open where a quote is folded away. */
export function MarkedText({ text, marks, voice, fold = FOLD_LIMITS, className }: MarkedTextProps) {
  const pieces = cutAtQuotes(text, marks);
  if (pieces.every((piece) => piece.polarity === null))
    return <UntrustedText text={text} voice={voice} fold={fold} className={className} />;
  const face = cx(voice === "serif" ? "voice" : "font-mono text-xs/[18px]", "wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]");
  const folded = foldText(text, fold);
  const { head, rest } = splitPieces(pieces, folded.head.length);
  return (
    <div className={className}>
      <div className={face}>
        <Pieces pieces={head} />
      </div>
      {rest.length > 0 && (
        <details open={rest.some((piece) => piece.polarity !== null)} className="group/fold">
          <summary className="mt-1 flex items-center justify-between gap-3 font-sans text-xs text-ink-3">
            <span>
              {formatNumber(folded.shownLines)} of {formatCount(folded.totalLines, "line")}, {formatBytes(folded.bytes)}
            </span>
            <span className="rounded-md px-2 py-0.5 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink print:hidden">
              <span className="group-open/fold:hidden">Show all</span>
              <span className="hidden group-open/fold:inline">Show less</span>
            </span>
          </summary>
          <div className={face}>
            <Pieces pieces={rest} />
          </div>
        </details>
      )}
    </div>
  );
}

const WORDS = { supports: "Evidence for", contradicts: "Evidence against", both: "Evidence for and against" };

function Pieces({ pieces }: { pieces: readonly TextPiece[] }) {
  let at = 0;
  return pieces.map(({ text, polarity }) => {
    at += text.length;
    if (polarity === null) return <VisibleText key={at} text={text} />;
    return (
      <mark key={at} title={WORDS[polarity]}>
        <VisibleText text={text} />
      </mark>
    );
  });
}
