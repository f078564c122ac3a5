import Link from "next/link";
import { DecisionPill } from "@/components/review/change-status";
import { REJECT_WORDS } from "@/components/review/review-words";
import { formatCount } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { ChangeView } from "@/lib/dreaming/types";

export type DecisionStateProps = { change: ChangeView; now: Date; zone: string; storeHref: string };

/** Who decided what, when and why; nothing while it waits. */
export function DecisionState({ change, now, zone, storeHref }: DecisionStateProps) {
  const { decision, publishedRevision } = change;
  if (decision.status === "pending") return null;
  const by = decision.by?.name ?? (decision.by?.type === "system" ? "Reverie" : "an unnamed key");
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-ink-2">
      <DecisionPill status={decision.status} />
      <span>
        by {by}, <Time at={decision.at} now={now} zone={zone} />
      </span>
      {decision.moreSessions !== null && <span>until {formatCount(decision.moreSessions, "more session")} show it</span>}
      {decision.reasonCode && <span>{REJECT_WORDS[decision.reasonCode]}</span>}
      {decision.reason && (
        <span className="voice text-ink">
          “<VisibleText text={decision.reason} />”
        </span>
      )}
      {publishedRevision !== null && (
        <Link href={`${storeHref}?rev=${publishedRevision}`} className="link">
          Published with revision {publishedRevision}
        </Link>
      )}
    </div>
  );
}
