import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Mark } from "@/components/ui/mark";

export type SortDirection = "ascending" | "descending";

export type Column<Row> = {
  key: string;
  header: ReactNode;
  /** The name of the value in a card; needed where `header` is not plain text. */
  label?: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the end. */
  align?: "end";
  /** Names the row; one column, usually the first. */
  isRowHeader?: boolean;
  /** The head is a link that sorts; `direction` where the list is sorted by it now. */
  sort?: { href: string; direction: SortDirection | null };
  /** Width and the like: `w-40`, `hidden xl:table-cell`. */
  className?: string;
  /** Left out of the cards below 900 px. */
  isHiddenInCards?: boolean;
};

export type DataTableProps<Row> = {
  /** Names the table: "Sessions". */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The row the page is about. */
  isCurrent?: (row: Row) => boolean;
  /** A last row of totals. */
  total?: Row;
  /** The head stays in sight on a page that is one list; inside a section it doesn't. */
  isHeadSticky?: boolean;
  /** A small table that stays one on a phone. */
  neverFolds?: boolean;
  /** In place of rows. */
  empty?: ReactNode;
};

// Browsers take the roles away where a table's parts are shown as blocks: they are said again.
const ROLES = {
  table: { role: "table" },
  rowGroup: { role: "rowgroup" },
  row: { role: "row" },
  columnHeader: { role: "columnheader" },
  rowHeader: { role: "rowheader" },
  cell: { role: "cell" },
} as const;

/** A dense table of server-rendered rows. Below 900 px each row is a card with the same names. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  isCurrent,
  total,
  isHeadSticky = false,
  neverFolds = false,
  empty,
}: DataTableProps<Row>) {
  if (rows.length === 0 && empty) return empty;
  return (
    <table
      {...ROLES.table}
      aria-label={label}
      data-head={isHeadSticky ? undefined : "static"}
      className={cx("data-table", !neverFolds && "data-cards")}
    >
      <thead {...ROLES.rowGroup}>
        <tr {...ROLES.row}>
          {columns.map((column) => (
            <HeadCell key={column.key} column={column} />
          ))}
        </tr>
      </thead>
      <tbody {...ROLES.rowGroup}>
        {rows.map((row) => (
          <tr
            {...ROLES.row}
            key={rowKey(row)}
            data-row=""
            data-current={isCurrent?.(row) ? "" : undefined}
            aria-current={isCurrent?.(row) || undefined}
          >
            {columns.map((column) => (
              <BodyCell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
        {total !== undefined && (
          <tr {...ROLES.row} data-total="">
            {columns.map((column) => (
              <BodyCell key={column.key} column={column} row={total} />
            ))}
          </tr>
        )}
      </tbody>
    </table>
  );
}

function HeadCell<Row>({ column }: { column: Column<Row> }) {
  const direction = column.sort?.direction ?? null;
  return (
    <th {...ROLES.columnHeader} scope="col" aria-sort={direction ?? undefined} data-align={column.align} className={column.className}>
      {column.sort ? (
        <Link href={column.sort.href} scroll={false} className="inline-flex items-center gap-1 hover:text-ink">
          {column.header}
          {direction && <Mark name={direction === "ascending" ? "up" : "down"} size={14} className="-my-px size-3" />}
        </Link>
      ) : (
        column.header
      )}
    </th>
  );
}

function BodyCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const name = column.label ?? (typeof column.header === "string" ? column.header : undefined);
  const shared = {
    "data-align": column.align,
    "data-cards": column.isHiddenInCards ? "hidden" : undefined,
    className: column.className,
  };
  if (column.isRowHeader) {
    return (
      <th {...ROLES.rowHeader} {...shared} scope="row">
        {column.cell(row)}
      </th>
    );
  }
  // One box per cell: in a card the name stands at its left.
  return (
    <td {...ROLES.cell} {...shared} data-label={name}>
      <div className="min-w-0">{column.cell(row)}</div>
    </td>
  );
}
