import type { ChangeAction, DecisionStatus, DreamStatus, StageState } from "@/lib/dreaming/types";
import type { LearningStatus } from "@/lib/learnings/types";
import type { OutcomeSource, SessionStatus } from "@/lib/sessions/types";
import type { MarkName } from "./mark";
import { StatusPill, type Tone } from "./status-pill";

type Look = { tone: Tone; mark: MarkName; word: string };

/** Phases of the moon: half proposed, full published, bars held, crossed quarantined, dashed retired. */
export const LEARNING_LOOKS: Record<LearningStatus, Look> = {
  proposed: { tone: "plain", mark: "half", word: "Proposed" },
  published: { tone: "success", mark: "full", word: "Published" },
  held: { tone: "held", mark: "bars", word: "Held" },
  quarantined: { tone: "quarantined", mark: "crossed", word: "Quarantined" },
  retired: { tone: "plain", mark: "dashed", word: "Retired" },
};
const SESSION_LOOKS: Record<SessionStatus, Look> = {
  rescheduling: { tone: "held", mark: "clock", word: "Rescheduling" },
  running: { tone: "info", mark: "clock", word: "Running" },
  idle: { tone: "plain", mark: "ring", word: "Idle" },
  terminated: { tone: "plain", mark: "check", word: "Ended" },
};
const WORK_LOOKS: Record<DreamStatus | StageState, Look> = {
  pending: { tone: "plain", mark: "dashed", word: "Waiting" },
  running: { tone: "info", mark: "clock", word: "Running" },
  completed: { tone: "success", mark: "check", word: "Completed" },
  failed: { tone: "failure", mark: "cross", word: "Failed" },
  canceled: { tone: "plain", mark: "crossed", word: "Canceled" },
};
const DECISION_LOOKS: Record<DecisionStatus, Look> = {
  pending: { tone: "plain", mark: "half", word: "To review" },
  approved: { tone: "success", mark: "check", word: "Approved" },
  edited: { tone: "success", mark: "check", word: "Approved with edits" },
  rejected: { tone: "failure", mark: "cross", word: "Rejected" },
};
const CHECK_LOOKS: Record<"pass" | "hold" | "fail", Look> = {
  pass: { tone: "success", mark: "check", word: "Pass" },
  hold: { tone: "held", mark: "warning", word: "Held" },
  fail: { tone: "failure", mark: "cross", word: "Fails" },
};
const SOURCE_WORDS: Record<OutcomeSource, string> = {
  human: "by a person",
  external: "external",
  grader: "grader",
  self: "agent’s own word",
};

export const CHANGE_ACTION_WORDS: Record<ChangeAction, string> = {
  add: "Add",
  reinforce: "Reinforce",
  revise: "Revise",
  merge: "Merge",
  retire: "Retire",
};

type Common = { isBare?: boolean };

export function LearningStatusPill({ status, isBare }: Common & { status: LearningStatus }) {
  return <Pill look={LEARNING_LOOKS[status]} isBare={isBare} />;
}
export function SessionStatusPill({ status, isBare }: Common & { status: SessionStatus }) {
  return <Pill look={SESSION_LOOKS[status]} isBare={isBare} />;
}
/** For a dream and for each of its stages. */
export function DreamStatusPill({ status, isBare }: Common & { status: DreamStatus | StageState }) {
  return <Pill look={WORK_LOOKS[status]} isBare={isBare} />;
}
export function ImportStatusPill({ status, isBare }: Common & { status: "running" | "completed" | "failed" }) {
  return <Pill look={WORK_LOOKS[status]} isBare={isBare} />;
}
/** What became of a proposed change. */
export function DecisionPill({ status, isBare }: Common & { status: DecisionStatus }) {
  return <Pill look={DECISION_LOOKS[status]} isBare={isBare} />;
}
/** A check of a proposed change: passed, held for a person, failed. */
export function CheckPill({ status, isBare }: Common & { status: "pass" | "hold" | "fail" }) {
  return <Pill look={CHECK_LOOKS[status]} isBare={isBare} />;
}

/** A verdict, and whose it is. `success: null` says that there is none. */
export function OutcomePill({ success, source, isBare }: Common & { success: boolean | null; source?: OutcomeSource | null }) {
  if (success === null) return <Pill look={{ tone: "plain", mark: "ring", word: "No verdict" }} isBare={isBare} />;
  const look: Look = success ? { tone: "success", mark: "check", word: "Met" } : { tone: "failure", mark: "cross", word: "Not met" };
  return <Pill look={source ? { ...look, word: `${look.word}, ${SOURCE_WORDS[source]}` } : look} isBare={isBare} />;
}

function Pill({ look, isBare }: { look: Look; isBare?: boolean }) {
  return (
    <StatusPill tone={look.tone} mark={look.mark} isBare={isBare}>
      {look.word}
    </StatusPill>
  );
}
