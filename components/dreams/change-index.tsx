import { ChangePill, DecisionPill } from "@/components/review/change-status";
import { VisibleText } from "@/components/ui/visible-text";
import type { ChangeView } from "@/lib/dreaming/types";
import { foundInShort } from "./found";

/** All changes of a page in a few lines, each leading to its article below. */
export function ChangeIndex({ changes }: { changes: readonly ChangeView[] }) {
  return (
    <ol aria-label="Changes at a glance">
      {changes.map((change) => (
        <li
          key={change.id}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 border-t border-line py-1.5 first:border-t-0 lg:grid-cols-[152px_minmax(0,1fr)_auto_132px]"
        >
          <span className="max-lg:col-start-1 max-lg:row-start-2">
            <ChangePill action={change.action} kind={change.kind} isHeld={change.isHeld} isBare />
          </span>
          <a href={`#${change.id}`} className="font-medium wrap-anywhere hover:underline hover:underline-offset-3 max-lg:col-span-full">
            <VisibleText text={change.title} />
          </a>
          <span className="text-right whitespace-nowrap text-ink-3 max-lg:row-start-2">{foundInShort(change.stats)}</span>
          <span className="max-lg:row-start-3">
            <DecisionPill status={change.decision.status} isBare />
          </span>
        </li>
      ))}
    </ol>
  );
}
