import Link from "next/link";
import { RuledSection } from "@/components/layout/ruled-section";
import { DiffView } from "@/components/ui/diff-view";
import { formatCount } from "@/components/ui/format";
import type { PublishConflict } from "@/lib/dreaming/publish";
import type { DiffLine } from "@/lib/learnings/diff";

/** A change that no longer fits the store, and the texts to compare: what the store did to the common one, and what the change does. */
export type ConflictView = {
  changeId: string;
  path: string;
  reason: PublishConflict["reason"];
  sides: { title: string; lines: DiffLine[] }[];
};

const REASONS: Record<PublishConflict["reason"], { what: string; wayOut: string }> = {
  changed: {
    what: "The published text changed in the same lines since this dream.",
    wayOut: "Edit the change so that these lines read as published, or reject it.",
  },
  deleted: {
    what: "The learning was taken out of the store since this dream.",
    wayOut: "Reject the change, or bring the learning back first.",
  },
  locked: { what: "The learning is locked.", wayOut: "Reject the change, or unlock the learning first." },
  path_taken: { what: "Another learning stands at this path now.", wayOut: "Reject the change, or take the other learning out first." },
};

/** Nothing was published and nothing is lost: each change shows both sides and leads to where it can be edited or rejected. */
export function PublishConflicts({ conflicts }: { conflicts: readonly ConflictView[] }) {
  return (
    <div role="alert" tabIndex={-1} data-conflicts="" className="border-t border-failure-line">
      <RuledSection title="Not published" note={formatCount(conflicts.length, "conflict")}>
        <p className="mb-3 max-w-[72ch]">
          The store moved since this dream, so nothing was published. Every decision and every text is kept.
        </p>
        <ul className="grid gap-5">
          {conflicts.map((conflict) => (
            <li key={conflict.changeId} className="grid gap-2">
              <p className="flex flex-wrap items-baseline gap-x-3">
                <span>
                  <b className="font-medium">{REASONS[conflict.reason].what}</b> {REASONS[conflict.reason].wayOut}
                </span>
                {conflict.reason === "changed" && (
                  <Link href={`/review?item=${conflict.changeId}&do=edit`} className="link">
                    Edit the change
                  </Link>
                )}
                <Link href={`/review?item=${conflict.changeId}`} className="link">
                  Open it in the review
                </Link>
              </p>
              <div className={conflict.sides.length > 1 ? "grid gap-3 2xl:grid-cols-2" : "grid gap-3"}>
                {conflict.sides.map((side) => (
                  <div key={side.title} className="min-w-0">
                    <p className="label mb-1">{side.title}</p>
                    <DiffView lines={side.lines} path={conflict.path} label={side.title} />
                  </div>
                ))}
              </div>
            </li>
          ))}
        </ul>
      </RuledSection>
    </div>
  );
}
