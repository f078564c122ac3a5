import { type DiffLayout, DiffView } from "@/components/ui/diff-view";
import type { ChangeView } from "@/lib/dreaming/types";
import { compareText } from "@/lib/learnings/diff";

export type ChangeDiffProps = {
  change: Pick<ChangeView, "action" | "path" | "before" | "after" | "editedContent" | "decision">;
  layout: DiffLayout;
  layoutHrefs: Record<DiffLayout, string>;
};

/** What would be written, against what is published. An edited proposal also shows what the person changed. */
export function ChangeDiff({ change, layout, layoutHrefs }: ChangeDiffProps) {
  const { path, before, after, editedContent } = change;
  const written = editedContent ?? after;
  return (
    <div className="grid gap-2">
      <DiffView
        {...compareText(before ?? "", written ?? "")}
        path={path}
        label={labelOf(change)}
        layout={layout}
        layoutHrefs={layoutHrefs}
      />
      {written === null && <p className="text-ink-2">{change.action === "merge" ? MERGED_AWAY : RETIRED}</p>}
      {editedContent !== null && after !== null && (
        <details>
          <summary className="inline-flex rounded-md px-2 py-1 font-medium text-ink-2 hover:bg-hover hover:text-ink">
            What {change.decision.by?.name ?? "the editor"} changed in the proposal
          </summary>
          <div className="mt-2">
            <DiffView {...compareText(after, editedContent)} path={path} label="proposal to edited text" />
          </div>
        </details>
      )}
    </div>
  );
}

const RETIRED = "Publishing takes this learning out of the store. Its versions stay in the history.";
const MERGED_AWAY = "Publishing takes this learning out of the store: another one says the same. Its versions stay in the history.";

function labelOf({ before, editedContent }: ChangeDiffProps["change"]): string {
  return `${before === null ? "nothing" : "published text"} to ${editedContent === null ? "proposal" : "edited proposal"}`;
}
