import type { MarkName } from "@/components/ui/mark";
import { StatusPill, type Tone } from "@/components/ui/status-pill";
import type { OutcomeSource, SessionStatus } from "@/lib/sessions/types";

const SESSION_LOOKS: Record<SessionStatus, { tone: Tone; mark: MarkName; word: string }> = {
  rescheduling: { tone: "held", mark: "clock", word: "Rescheduling" },
  running: { tone: "info", mark: "clock", word: "Running" },
  idle: { tone: "plain", mark: "ring", word: "Idle" },
  terminated: { tone: "plain", mark: "check", word: "Ended" },
};

export function SessionStatusPill({ status, isBare }: { status: SessionStatus; isBare?: boolean }) {
  const { tone, mark, word } = SESSION_LOOKS[status];
  return (
    <StatusPill tone={tone} mark={mark} isBare={isBare}>
      {word}
    </StatusPill>
  );
}

const SOURCE_WORDS: Record<OutcomeSource, string> = {
  human: "by a person",
  external: "external",
  grader: "grader",
  self: "agent’s own word",
};

export type OutcomePillProps = {
  /** Null says that there is no verdict. */
  success: boolean | null;
  /** Whose word it is. */
  source?: OutcomeSource | null;
  isBare?: boolean;
};

/** A verdict, and whose it is. */
export function OutcomePill({ success, source, isBare }: OutcomePillProps) {
  if (success === null) {
    return (
      <StatusPill tone="plain" mark="ring" isBare={isBare}>
        No verdict
      </StatusPill>
    );
  }
  const word = success ? "Met" : "Not met";
  return (
    <StatusPill tone={success ? "success" : "failure"} mark={success ? "check" : "cross"} isBare={isBare}>
      {source ? `${word}, ${SOURCE_WORDS[source]}` : word}
    </StatusPill>
  );
}
