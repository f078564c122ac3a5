import { formatCount, formatNumber } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import type { ImportProblem } from "@/lib/interop/types";

/** What could not be read and why, line by line. `rejected` counts all of them; the first thousand are kept. */
export function RejectedLines({ problems, rejected }: { problems: readonly ImportProblem[]; rejected: number }) {
  const rest = rejected - problems.length;
  let row = 0;
  return (
    <>
      <table aria-label="Rejected lines" data-head="static" className="data-table">
        <thead>
          <tr>
            <th scope="col" className="w-24">
              Where
            </th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <tr key={row++}>
              <th scope="row">Line {formatNumber(problem.line)}</th>
              <td className="wrap-anywhere">
                <VisibleText text={problem.message} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <p className="mt-2 text-ink-2">
          The first {formatNumber(problems.length)} are shown; {formatCount(rest, "more line was", "more lines were")} rejected.
        </p>
      )}
    </>
  );
}
