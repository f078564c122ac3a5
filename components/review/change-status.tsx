import type { MarkName } from "@/components/ui/mark";
import { StatusPill, type Tone } from "@/components/ui/status-pill";
import type { ChangeAction, DecisionStatus } from "@/lib/dreaming/types";
import type { LearningKind } from "@/lib/learnings/types";

type Look = { tone: Tone; mark: MarkName; word: string };

const DECISION_LOOKS: Record<DecisionStatus, Look> = {
  pending: { tone: "plain", mark: "half", word: "To review" },
  approved: { tone: "success", mark: "check", word: "Approved" },
  edited: { tone: "success", mark: "check", word: "Approved with edits" },
  rejected: { tone: "failure", mark: "cross", word: "Rejected" },
  needs_evidence: { tone: "plain", mark: "ring", word: "Needs more evidence" },
};
const ACTION_WORDS: Record<ChangeAction, string> = {
  add: "Add",
  reinforce: "Reinforce",
  revise: "Revise",
  merge: "Merge",
  retire: "Retire",
};

/** What became of a proposed change. */
export function DecisionPill({ status, isBare }: { status: DecisionStatus; isBare?: boolean }) {
  return <Pill look={DECISION_LOOKS[status]} isBare={isBare} />;
}

export type ChangePillProps = { action: ChangeAction; kind: LearningKind; isHeld?: boolean; isBare?: boolean };

/** What is proposed: "Revise playbook". Held ones carry the colour and the mark of being held. */
export function ChangePill({ action, kind, isHeld = false, isBare }: ChangePillProps) {
  const mark = action === "retire" ? "dashed" : "half";
  return (
    <Pill
      look={{ tone: isHeld ? "held" : "plain", mark: isHeld ? "bars" : mark, word: `${ACTION_WORDS[action]} ${kind}` }}
      isBare={isBare}
    />
  );
}

function Pill({ look, isBare }: { look: Look; isBare?: boolean }) {
  return (
    <StatusPill tone={look.tone} mark={look.mark} isBare={isBare}>
      {look.word}
    </StatusPill>
  );
}
