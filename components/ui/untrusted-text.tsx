import { cx } from "./cx";
import { FOLD_LIMITS, type FoldLimits, foldText } from "./fold-text";
import { formatBytes, formatCount, formatNumber } from "./format";
import { VisibleText } from "./visible-text";

export type Voice = "serif" | "code" | "sans";

export type UntrustedTextProps = {
  text: string;
  /** Serif: somebody's words. Code: a machine's. */
  voice?: Voice;
  /** How much is shown at once; null shows all. What is folded is said, and is one click away. */
  fold?: FoldLimits | null;
  className?: string;
};

const FACES: Record<Voice, string> = { serif: "voice", code: "font-mono text-xs/[18px]", sans: "" };

/**
 * Transcripts, tool output, learnings, imports: plain text as it was written. Zero-width, bidi and control characters are shown by name,
 * addresses are not links, nothing is loaded, and its direction can't reach the text around it.
 */
export function UntrustedText({ text, voice = "serif", fold = FOLD_LIMITS, className }: UntrustedTextProps) {
  const face = cx(FACES[voice], "wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]");
  const folded = fold ? foldText(text, fold) : null;
  if (!folded || folded.rest === "") {
    return (
      <div className={cx(face, className)}>
        <VisibleText text={text} />
      </div>
    );
  }
  return (
    <div className={className}>
      <div className={face}>
        <VisibleText text={folded.head.replace(/\n$/, "")} />
      </div>
      <details className="group/fold">
        <summary className="mt-1 flex items-center justify-between gap-3 font-sans text-xs text-ink-3">
          <span>{describeFold(folded.shownLines, folded.totalLines, folded.bytes)}</span>
          <span className="rounded-md px-2 py-0.5 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink print:hidden">
            <span className="group-open/fold:hidden">Show all</span>
            <span className="hidden group-open/fold:inline">Show less</span>
          </span>
        </summary>
        <div className={face}>
          <VisibleText text={folded.rest} />
        </div>
      </details>
    </div>
  );
}

function describeFold(shown: number, total: number, bytes: number): string {
  const size = formatBytes(bytes);
  return shown < total
    ? `${formatNumber(shown)} of ${formatCount(total, "line")}, ${size}`
    : `The beginning of ${formatCount(total, "line")}, ${size}`;
}
