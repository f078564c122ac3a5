"use client";

export type FigureTableProps = {
  label: string;
  columns: readonly { header: string; isNumber: boolean }[];
  /** The first text names its row. */
  rows: readonly (readonly string[])[];
};

/** A figure's numbers. The browser makes the rows from their texts: as ready cells the page would carry them twice. */
export function FigureTable({ label, columns, rows }: FigureTableProps) {
  return (
    <table aria-label={label} data-head="static" className="data-table">
      <thead>
        <tr>
          {columns.map(({ header, isNumber }) => (
            <th key={header} scope="col" data-align={isNumber ? "end" : undefined}>
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((texts) => (
          <tr key={texts[0]}>
            {columns.map(({ header, isNumber }, place) =>
              place === 0 ? (
                <th key={header} scope="row">
                  {texts[place]}
                </th>
              ) : (
                <td key={header} data-align={isNumber ? "end" : undefined}>
                  {texts[place]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
