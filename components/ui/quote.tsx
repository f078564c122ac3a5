import type { ReactNode } from "react";
import { cx } from "./cx";
import { VisibleText } from "./visible-text";

export type QuoteProps = {
  /** The span that counts, verbatim; it is marked. */
  quote: string;
  /** What stands around it, verbatim. */
  before?: string;
  after?: string;
  /** A tool said it: mono instead of serif. */
  isTool?: boolean;
  /** Trust, context, session link, date: `TrustMark`, words, `Link`, `Time`. */
  caption: ReactNode;
};

/** Evidence: somebody's words as they were, and where they come from. */
export function Quote({ quote, before = "", after = "", isTool = false, caption }: QuoteProps) {
  return (
    <figure className="border-t border-line py-[9px]">
      <blockquote
        className={cx(
          "wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]",
          isTool ? "font-mono text-xs/5" : "font-serif text-base/[21px] text-pretty",
        )}
      >
        <VisibleText text={before} />
        <mark>
          <VisibleText text={quote} />
        </mark>
        <VisibleText text={after} />
      </blockquote>
      <figcaption className="mt-[5px] flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-xs text-ink-3">{caption}</figcaption>
    </figure>
  );
}
