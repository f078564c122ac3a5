import type { MarkName } from "@/components/ui/mark";
import { StatusPill, type Tone } from "@/components/ui/status-pill";
import type { DreamStatus, StageState } from "@/lib/dreaming/types";

const DREAM_LOOKS: Record<DreamStatus | StageState, { tone: Tone; mark: MarkName; word: string }> = {
  pending: { tone: "plain", mark: "dashed", word: "Waiting" },
  running: { tone: "info", mark: "clock", word: "Running" },
  completed: { tone: "success", mark: "check", word: "Completed" },
  failed: { tone: "failure", mark: "cross", word: "Failed" },
  canceled: { tone: "plain", mark: "crossed", word: "Canceled" },
};

/** For a dream and for each of its stages. */
export function DreamStatusPill({ status, isBare }: { status: DreamStatus | StageState; isBare?: boolean }) {
  const { tone, mark, word } = DREAM_LOOKS[status];
  return (
    <StatusPill tone={tone} mark={mark} isBare={isBare}>
      {word}
    </StatusPill>
  );
}
