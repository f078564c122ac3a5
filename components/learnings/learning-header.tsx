import { Lock, LockOpen } from "lucide-react";
import Link from "next/link";
import { Notice } from "@/components/feedback/notice";
import type { FormAction } from "@/components/forms/action-result";
import { PageHeader } from "@/components/layout/page-header";
import { VerbForm } from "@/components/review/verb-form";
import { Icon } from "@/components/ui/icon";
import { VisibleText } from "@/components/ui/visible-text";
import type { LearningStatus, LearningView } from "@/lib/learnings/types";
import { LearningStatusPill } from "./learning-status";
import { KIND_WORDS } from "./learnings-table";

export type LearningHeaderProps = {
  learning: LearningView;
  lock: FormAction;
  unlock: FormAction;
  disabledReason: string | null;
  historyHref: string;
};

export function LearningHeader({ learning, lock, unlock, disabledReason, historyHref }: LearningHeaderProps) {
  return (
    <>
      <PageHeader
        title={<VisibleText text={learning.title} />}
        back={{ href: "/learnings", label: "Back to learnings" }}
        meta={
          <>
            <LearningStatusPill status={learning.status} />
            <span>
              {KIND_WORDS[learning.kind]},{" "}
              <Link href={`/agents/${learning.agentId}`} className="hover:underline hover:underline-offset-3">
                <VisibleText text={learning.agentName} />
              </Link>
            </span>
          </>
        }
        actions={
          <VerbForm
            key={String(learning.isLocked)}
            action={learning.isLocked ? unlock : lock}
            hidden={{ memory_id: learning.id }}
            verb={learning.isLocked ? "Unlock" : "Lock"}
            pendingVerb={learning.isLocked ? "Unlocking" : "Locking"}
            disabledReason={disabledReason}
            icon={<Icon icon={learning.isLocked ? LockOpen : Lock} size={14} />}
            done={{ message: learning.isLocked ? "Unlocked" : "Locked: dreams, edits and rollbacks leave it as it is" }}
          />
        }
      />
      {learning.isLocked && (
        <Notice tone="info" mark="bars">
          <b>Locked{learning.lockedBy ? ` by ${learning.lockedBy}` : ""}.</b> Dreams, edits and rollbacks leave it as it is.
        </Notice>
      )}
      <StatusNotice learning={learning} historyHref={historyHref} />
    </>
  );
}

const STATES: Partial<Record<LearningStatus, { tone: "held" | "quarantined" | "info"; text: string }>> = {
  held: { tone: "held", text: "It is not given to sessions until a person has looked at it." },
  quarantined: { tone: "quarantined", text: "Sessions that got it went worse, so it is no longer given." },
  proposed: { tone: "info", text: "It is not published yet." },
};

/** What stands in the way of its being used. */
function StatusNotice({ learning, historyHref }: { learning: LearningView; historyHref: string }) {
  if (learning.content === null) {
    return (
      <Notice
        tone="held"
        mark="dashed"
        actions={
          <Link href={historyHref} className="link">
            Open its history
          </Link>
        }
      >
        <b>Taken out of the store.</b> {learning.retiredReason && <VisibleText text={`${learning.retiredReason.replace(/\.$/, "")}.`} />} No
        session gets it. Every version is kept; restoring one brings it back.
      </Notice>
    );
  }
  const state = STATES[learning.status];
  if (!state) return null;
  return (
    <Notice tone={state.tone}>
      {state.text} {learning.retiredReason && <VisibleText text={learning.retiredReason} />}
    </Notice>
  );
}
