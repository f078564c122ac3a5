import type { MarkName } from "@/components/ui/mark";
import { StatusPill, type Tone } from "@/components/ui/status-pill";

export type ImportStatus = "running" | "completed" | "failed";

const IMPORT_LOOKS: Record<ImportStatus, { tone: Tone; mark: MarkName; word: string }> = {
  running: { tone: "info", mark: "clock", word: "Running" },
  completed: { tone: "success", mark: "check", word: "Completed" },
  failed: { tone: "failure", mark: "cross", word: "Failed" },
};

export function ImportStatusPill({ status, isBare }: { status: ImportStatus; isBare?: boolean }) {
  const { tone, mark, word } = IMPORT_LOOKS[status];
  return (
    <StatusPill tone={tone} mark={mark} isBare={isBare}>
      {word}
    </StatusPill>
  );
}
