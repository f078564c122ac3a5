import type { ReactNode } from "react";
import { type DiffLine, type DiffSegment, diffStats, foldUnchanged, type TextDiff } from "@/lib/learnings/diff";
import { cx } from "./cx";
import { pairLines, splitCode } from "./diff-rows";
import { formatCount, formatNumber } from "./format";
import { Segments } from "./segments";
import { VisibleText } from "./visible-text";

export type DiffLayout = "unified" | "split";

export type DiffViewProps = {
  lines: readonly DiffLine[];
  /** The path of the text, in the head. */
  path: string;
  /** What is compared: "version 6 to proposal". Names the table. */
  label: string;
  layout?: DiffLayout;
  /** Where each layout is, so that the choice is kept in the URL. Without it there is no switch. */
  layoutHrefs?: Record<DiffLayout, string>;
  /** Unchanged lines kept around a change. */
  context?: number;
  /** How closely the texts were compared; said where it was not word by word. */
  precision?: TextDiff["precision"];
};

/** Two versions of a text: every character shown, sign column as text, words marked only where part of a line changed. */
export function DiffView({ lines, path, label, layout = "unified", layoutHrefs, context = 3, precision = "words" }: DiffViewProps) {
  const { added, removed } = diffStats(lines);
  const blocks = foldUnchanged(lines, context);
  const isSplit = layout === "split";
  return (
    <figure className="overflow-clip rounded-md border border-line">
      <figcaption className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-line bg-sunken py-1 pr-1 pl-3 text-ink-2">
        <span className="font-mono text-xs wrap-anywhere">{path}</span>
        <span className="font-mono text-2xs">
          <span className="sr-only">{`${formatCount(added, "line")} added, ${formatNumber(removed)} removed`}</span>
          <span aria-hidden="true">
            <span className="text-diff-add-ink">+{formatNumber(added)}</span>{" "}
            <span className="text-diff-del-ink">−{formatNumber(removed)}</span>
          </span>
        </span>
        {layoutHrefs && (
          <span className="ml-auto hidden lg:inline-flex">
            <Segments
              label="Diff layout"
              size="sm"
              items={[
                { href: layoutHrefs.unified, label: "Unified", isCurrent: !isSplit },
                { href: layoutHrefs.split, label: "Side by side", isCurrent: isSplit },
              ]}
            />
          </span>
        )}
      </figcaption>
      {added + removed === 0 && <p className="border-b border-line px-3 py-2 text-ink-3">No line differs.</p>}
      {PRECISION_WORDS[precision] && <p className="border-b border-line px-3 py-1 text-xs text-ink-3">{PRECISION_WORDS[precision]}</p>}
      <DiffTable label={`Differences, ${label}`} blocks={blocks} isSplit={false} className={isSplit ? "lg:hidden" : undefined} />
      {isSplit && <DiffTable label={`Differences side by side, ${label}`} blocks={blocks} isSplit className="max-lg:hidden" />}
    </figure>
  );
}

const UNIFIED_HEADS = Object.entries({ old: "Old line", new: "New line", sign: "Sign", text: "Text" });
const SPLIT_HEADS = Object.entries({
  old: "Old line",
  oldSign: "Old sign",
  oldText: "Old text",
  new: "New line",
  newSign: "New sign",
  newText: "New text",
});

const PRECISION_WORDS: Record<TextDiff["precision"], string | null> = {
  words: null,
  lines: "Some changed lines differ too much to mark their words.",
  coarse: "The texts differ too much to compare line by line: one block is shown as replaced.",
};

type DiffTableProps = { label: string; blocks: readonly DiffSegment[]; isSplit: boolean; className?: string };

function DiffTable({ label, blocks, isSplit, className }: DiffTableProps) {
  let at = 0;
  return (
    <table aria-label={label} className={cx("w-full table-fixed border-collapse", className)}>
      <colgroup>
        {isSplit ? (
          <>
            <col className="w-[34px]" />
            <col className="w-[22px]" />
            <col />
            <col className="w-[34px]" />
            <col className="w-[22px]" />
            <col />
          </>
        ) : (
          <>
            <col className="w-[34px]" />
            <col className="w-[34px]" />
            <col className="w-[22px]" />
            <col />
          </>
        )}
      </colgroup>
      <thead className="sr-only">
        <tr>
          {(isSplit ? SPLIT_HEADS : UNIFIED_HEADS).map(([key, head]) => (
            <th key={key}>{head}</th>
          ))}
        </tr>
      </thead>
      {blocks.map((block, index) => {
        const key = at++;
        const rows = isSplit ? <SplitRows lines={block.lines} /> : <UnifiedRows lines={block.lines} />;
        if (block.kind === "shown") return <tbody key={key}>{rows}</tbody>;
        return (
          <Fold key={key} count={block.lines.length} columns={isSplit ? 6 : 4} isFirst={index === 0} isLast={index === blocks.length - 1}>
            {rows}
          </Fold>
        );
      })}
    </table>
  );
}

type FoldProps = { count: number; columns: number; isFirst: boolean; isLast: boolean; children: ReactNode };

/** A check box holds the state of the fold: it works without JavaScript and from the keyboard. */
function Fold({ count, columns, isFirst, isLast, children }: FoldProps) {
  return (
    <>
      <tbody className="peer/fold print:hidden">
        <tr>
          <td colSpan={columns} className={cx("border-line bg-page p-0", !isFirst && "border-t", !isLast && "border-b")}>
            <label className="flex min-h-6 cursor-pointer items-center gap-2 px-3 py-0.5 text-xs text-ink-3 hover:bg-hover hover:text-ink has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus pointer-coarse:min-h-9">
              <input type="checkbox" className="size-3.5 flex-none accent-accent focus-visible:outline-none" />
              Show {formatCount(count, "unchanged line")}
            </label>
          </td>
        </tr>
      </tbody>
      <tbody className="hidden peer-has-checked/fold:table-row-group print:table-row-group">{children}</tbody>
    </>
  );
}

const SIGNS = { same: "", added: "+", removed: "−" };
const GROUNDS = { same: "", added: "bg-diff-add", removed: "bg-diff-del" };
const INKS = { same: "text-ink-3", added: "text-diff-add-ink", removed: "text-diff-del-ink" };
const NUMBER = "py-0.5 pr-2 text-right align-top font-mono text-2xs/5 select-none";
const SIGN = "py-0.5 text-center align-top font-mono text-sm/5 font-medium";
const TEXT = "wrap-anywhere whitespace-pre-wrap py-0.5 pr-3 align-top font-serif text-base/[21px]";

function UnifiedRows({ lines }: { lines: readonly DiffLine[] }) {
  let at = 0;
  return lines.map((line) => (
    <tr key={at++} className={GROUNDS[line.kind]}>
      <td className={cx(NUMBER, INKS[line.kind])}>{line.kind === "added" ? null : line.oldLine}</td>
      <td className={cx(NUMBER, INKS[line.kind])}>{line.kind === "removed" ? null : line.newLine}</td>
      <td className={cx(SIGN, INKS[line.kind])}>{SIGNS[line.kind]}</td>
      <td className={TEXT}>
        <LineText line={line} />
      </td>
    </tr>
  ));
}

function SplitRows({ lines }: { lines: readonly DiffLine[] }) {
  let at = 0;
  return pairLines(lines).map(({ left, right }) => (
    <tr key={at++}>
      <SideCells line={left} number={left?.oldLine ?? null} />
      <SideCells line={right} number={right?.newLine ?? null} isRight />
    </tr>
  ));
}

function SideCells({ line, number, isRight = false }: { line: DiffLine | null; number: number | null; isRight?: boolean }) {
  const kind = line?.kind ?? "same";
  const ground = line === null ? "bg-sunken" : GROUNDS[kind];
  return (
    <>
      <td className={cx(NUMBER, INKS[kind], ground, isRight && "border-l border-line")}>{number}</td>
      <td className={cx(SIGN, INKS[kind], ground)}>{SIGNS[kind]}</td>
      <td className={cx(TEXT, ground)}>{line && <LineText line={line} />}</td>
    </>
  );
}

function LineText({ line }: { line: DiffLine }) {
  return (
    <>
      <LineParts line={line} />
      {line.noNewlineAtEnd && <span className="ml-2 font-sans text-2xs text-ink-3">no line break at the end</span>}
    </>
  );
}

function LineParts({ line }: { line: DiffLine }) {
  const Marked = line.kind === "removed" ? "del" : "ins";
  let at = 0;
  return splitCode(line.parts).map((part) => {
    const key = at++;
    const text = part.isCode ? (
      <code key={key} className="font-mono text-xs">
        <VisibleText text={part.text} />
      </code>
    ) : (
      <VisibleText key={key} text={part.text} />
    );
    if (!part.marked || line.kind === "same") return text;
    return (
      <Marked key={key} className={cx("no-underline", line.kind === "removed" ? "bg-diff-del-word" : "bg-diff-add-word")}>
        {text}
      </Marked>
    );
  });
}
