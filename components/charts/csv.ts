/** A small table as a file: RFC 4180. Pure. */

export type ChartTable = {
  columns: readonly { key: string; header: string; isNumber?: boolean }[];
  /** What a person reads; in the file each number stands as it is. */
  rows: readonly Record<string, { text: string; value?: number | string | null }>[];
};

/** What a spreadsheet would take for a formula is defused; figures are ours and stay figures. */
function cell(value: number | string | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(table: ChartTable): string {
  const head = table.columns.map((column) => cell(column.header)).join(",");
  const body = table.rows.map((row) =>
    table.columns
      .map((column) => {
        const entry = row[column.key];
        return cell(entry === undefined ? null : entry.value === undefined ? entry.text : entry.value);
      })
      .join(","),
  );
  return `${[head, ...body].join("\r\n")}\r\n`;
}

/** The file as an address: works without JavaScript and asks no server. */
export function csvAddress(table: ChartTable): string {
  return `data:text/csv;charset=utf-8,${encodeURIComponent(toCsv(table))}`;
}
