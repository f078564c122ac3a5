import type { ReactNode } from "react";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { type ChartTable, csvAddress } from "./csv";
import { FigureTable } from "./figure-table";

export type ChartFigureProps = {
  /** What is measured: the figure's name begins with it. */
  title: string;
  /** One sentence that says what the drawing shows: "rose from 62.2 % to 71.6 % (392 of 546)". */
  summary: string;
  /** Left of the tools: "By day, numbered marks are published revisions". */
  note?: ReactNode;
  table: ChartTable;
  /** Without its ending: "completion-rate". */
  fileName: string;
  children: ReactNode;
};

/** A drawing with its name, the same figures as a table, and as a file. All of it works without JavaScript. */
export function ChartFigure({ title, summary, note, table, fileName, children }: ChartFigureProps) {
  return (
    <figure aria-label={`${title}: ${summary}`} className="min-w-0">
      <div className="relative flex min-h-(--control) flex-wrap items-center gap-x-2 px-4 pt-3 md:px-6">
        {note && <span className="label min-w-0 flex-1">{note}</span>}
        <details className="group/table ml-auto w-auto open:order-last open:w-full print:hidden">
          <summary className={cx(buttonClasses({ variant: "quiet", size: "sm" }), "group-open/table:ml-auto group-open/table:w-fit")}>
            <span className="group-open/table:hidden">Show as table</span>
            <span className="hidden group-open/table:inline">Hide table</span>
          </summary>
          <div className="mt-1 max-h-90 overflow-auto border-y border-line">
            <FigureTable
              label={`${title}, as table`}
              columns={table.columns.map(({ header, isNumber = false }) => ({ header, isNumber }))}
              rows={table.rows.map((row) => table.columns.map(({ key }) => row[key]?.text ?? ""))}
            />
          </div>
        </details>
        <a
          href={csvAddress(table)}
          download={`${fileName}.csv`}
          className={cx(buttonClasses({ variant: "quiet", size: "sm" }), "print:hidden")}
        >
          Download CSV
        </a>
      </div>
      {children}
    </figure>
  );
}

/** One measure of a figure: its title and key in the margin, its drawing beside it. */
export function ChartPanel({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid md:grid-cols-[var(--margin-col)_minmax(0,1fr)]">
      <div className="px-4 pt-2 md:pr-3 md:pl-6">
        <h2 className="text-sm/[18px]">{title}</h2>
        {note && <div className="mt-[3px] text-xs text-ink-3 max-md:flex max-md:flex-wrap max-md:gap-x-3">{note}</div>}
      </div>
      <div className="@container min-w-0 px-4 md:pr-6 md:pl-0">{children}</div>
    </div>
  );
}
