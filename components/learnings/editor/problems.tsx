import { formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import type { DocumentProblem } from "@/lib/learnings/types";

export function StepState({ problems, isReadable, isPlain }: { problems: number; isReadable: boolean; isPlain: boolean }) {
  if (problems === 0) {
    return (
      <span className="inline-flex items-center gap-1.5 text-success">
        <Mark name="check" size={14} />
        {isPlain ? "Plain text" : "In step, no problems"}
      </span>
    );
  }
  return (
    <span className={`inline-flex items-center gap-1.5 ${isReadable ? "text-held" : "text-failure"}`}>
      <Mark name="warning" size={14} />
      {formatCount(problems, "problem")}
    </span>
  );
}

/** Marked in the text too; said here, because a mark alone is easily missed. */
export function Problems({
  problems,
  isReadable,
  refused,
}: {
  problems: readonly DocumentProblem[];
  isReadable: boolean;
  refused: string | null;
}) {
  return (
    <div role="status" aria-label="Problems" className="px-4 pb-3 text-xs md:px-6">
      {refused && <p className="text-failure">{refused}</p>}
      <ul className={isReadable ? "text-held" : "text-failure"}>
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.message}`} className="flex items-start gap-1.5 py-0.5">
            <Mark name="warning" size={14} className="mt-px" />
            <span>
              <b className="font-medium">Line {problem.line}</b> {problem.message}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
