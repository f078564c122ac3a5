import type { MarkName } from "@/components/ui/mark";
import { StatusPill, type Tone } from "@/components/ui/status-pill";
import type { LearningStatus } from "@/lib/learnings/types";

/** Phases of the moon: half proposed, full published, bars held, crossed quarantined, dashed retired. */
export const LEARNING_LOOKS: Record<LearningStatus, { tone: Tone; mark: MarkName; word: string }> = {
  proposed: { tone: "plain", mark: "half", word: "Proposed" },
  published: { tone: "success", mark: "full", word: "Published" },
  held: { tone: "held", mark: "bars", word: "Held" },
  quarantined: { tone: "quarantined", mark: "crossed", word: "Quarantined" },
  retired: { tone: "plain", mark: "dashed", word: "Retired" },
};

export function LearningStatusPill({ status, isBare }: { status: LearningStatus; isBare?: boolean }) {
  const { tone, mark, word } = LEARNING_LOOKS[status];
  return (
    <StatusPill tone={tone} mark={mark} isBare={isBare}>
      {word}
    </StatusPill>
  );
}
