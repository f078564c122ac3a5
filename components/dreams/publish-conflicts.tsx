import Link from "next/link";
import { RuledSection } from "@/components/layout/ruled-section";
import { DiffView } from "@/components/ui/diff-view";
import { formatCount } from "@/components/ui/format";
import type { PublishConflict } from "@/lib/dreaming/publish";
import type { DiffLine } from "@/lib/learnings/diff";

/** A change that no longer fits the store: what the store did to the common text, and what the change does. */
export type ConflictView = {
  changeId: string;
  path: string;
  reason: PublishConflict["reason"];
  inStore: DiffLine[];
  inChange: DiffLine[];
};

const REASONS: Record<PublishConflict["reason"], string> = {
  changed: "The published text changed in the same lines since this dream.",
  deleted: "The learning was taken out of the store since this dream.",
  locked: "The learning is locked.",
  path_taken: "Another learning stands at this path now.",
};

/** Nothing was published and nothing is lost: each change shows both sides and leads to where it can be edited or rejected. */
export function PublishConflicts({ conflicts }: { conflicts: readonly ConflictView[] }) {
  return (
    <div role="alert" tabIndex={-1} data-conflicts="" className="border-t border-failure-line">
      <RuledSection title="Not published" note={formatCount(conflicts.length, "conflict")}>
        <p className="mb-3 max-w-[72ch]">
          The store moved since this dream, so nothing was published. Edit or reject{" "}
          {conflicts.length === 1 ? "this change" : "these changes"}, then publish again. Your decisions are kept.
        </p>
        <ul className="grid gap-5">
          {conflicts.map((conflict) => (
            <li key={conflict.changeId} className="grid gap-2">
              <p className="flex flex-wrap items-baseline gap-x-3">
                <b className="font-medium">{REASONS[conflict.reason]}</b>
                <Link href={`/review?item=${conflict.changeId}&do=edit`} className="link">
                  Edit the change
                </Link>
                <Link href={`/review?item=${conflict.changeId}`} className="link">
                  Open it in the review
                </Link>
              </p>
              <div className="grid gap-3 2xl:grid-cols-2">
                <div className="min-w-0">
                  <p className="label mb-1">What the store has now</p>
                  <DiffView lines={conflict.inStore} path={conflict.path} label="the text the dream saw to the published text" />
                </div>
                <div className="min-w-0">
                  <p className="label mb-1">What the change wants</p>
                  <DiffView lines={conflict.inChange} path={conflict.path} label="the text the dream saw to the change" />
                </div>
              </div>
            </li>
          ))}
        </ul>
      </RuledSection>
    </div>
  );
}
