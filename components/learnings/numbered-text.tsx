import { cx } from "@/components/ui/cx";
import { VisibleText } from "@/components/ui/visible-text";
import type { DocumentProblem } from "@/lib/learnings/types";

/** A text as it is stored, line by line with its numbers; lines with a problem are marked and say it. */
export function NumberedText({ text, label, problems = [] }: { text: string; label: string; problems?: readonly DocumentProblem[] }) {
  let number = 0;
  return (
    <ol aria-label={label} className="overflow-hidden rounded-md border border-line bg-sunken py-1.5 font-mono text-xs/5">
      {text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => {
          number += 1;
          const here = problems.filter((problem) => problem.line === number);
          return (
            <li key={number} className={cx("grid grid-cols-[40px_minmax(0,1fr)] pr-3", here.length > 0 && "bg-held-soft")}>
              <span aria-hidden="true" className="pr-3 text-right text-2xs/5 text-ink-3 select-none">
                {number}
              </span>
              <span className="wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]">
                <VisibleText text={line} />
                {here.map((problem) => (
                  <span key={problem.message} className="block font-sans text-held">
                    {problem.message}
                  </span>
                ))}
              </span>
            </li>
          );
        })}
    </ol>
  );
}
