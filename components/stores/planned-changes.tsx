import { DiffView } from "@/components/ui/diff-view";
import { Mark, type MarkName } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import { compareText } from "@/lib/learnings/diff";
import type { MemoryOperation, RevisionDiffEntry } from "@/lib/memory/types";

const MARKS: Record<MemoryOperation, { mark: MarkName; ink: string }> = {
  created: { mark: "plus", ink: "text-success" },
  modified: { mark: "half", ink: "text-ink-2" },
  deleted: { mark: "cross", ink: "text-failure" },
};

export type PlannedChangesProps = {
  changes: readonly RevisionDiffEntry[];
  /** What happens to a file, in words. */
  words: Record<MemoryOperation, string>;
  /** What is compared: "now to revision 2". */
  label: string;
};

/** Items of a dry run: a file each, with the difference folded below it. */
export function PlannedChanges({ changes, words, label }: PlannedChangesProps) {
  return changes.map((entry) => (
    <li key={entry.memoryId}>
      <details className="group/entry">
        <summary className="flex items-baseline gap-2 rounded-md py-0.5 hover:bg-hover">
          <Mark name={MARKS[entry.operation].mark} size={14} className={`self-center ${MARKS[entry.operation].ink}`} />
          <span className="font-mono text-xs wrap-anywhere">
            <VisibleText text={entry.path} />
          </span>
          <span className="text-ink-2">{words[entry.operation]}</span>
          <Mark name="chevron-down" size={14} className="self-center text-ink-3 group-open/entry:rotate-180" />
        </summary>
        <div className="mt-1.5 mb-2">
          <DiffView {...compareText(entry.before ?? "", entry.after ?? "")} path={entry.path} label={label} />
        </div>
      </details>
    </li>
  ));
}
