/** Why a dream failed, and what a retry does, in plain words. Pure. */
import { formatCount } from "@/components/ui/format";
import { DREAM_STAGES, type DreamStage, type DreamView, type StageView } from "@/lib/dreaming/types";
import { STAGE_WORDS } from "./dream-words";

/** What kind of cause it was: who can do something about it. */
export function causeInWords(type: string): string {
  switch (type) {
    case "limit_exceeded":
      return "Budget";
    case "unavailable":
      return "Provider or database";
    case "invalid_input":
    case "not_found":
    case "conflict":
    case "precondition_failed":
      return "Data";
    default:
      return "A fault on our side";
  }
}

type Kept = Pick<StageView, "stage" | "state" | "done">;

/** What the failed run leaves behind: "60 sessions are selected, 60 digests are kept". */
export function keptInWords(stages: readonly Kept[], { sessionsRead }: Pick<DreamView, "sessionsRead">): string {
  const isDone = (stage: DreamStage) => stages.some((one) => one.stage === stage && one.state === "completed");
  if (!isDone("select")) return "Nothing was read yet.";
  const digests = isDone("digest") ? sessionsRead : (stages.find((one) => one.stage === "digest")?.done ?? 0);
  return `Kept: ${formatCount(sessionsRead, "session")} selected, ${formatCount(digests, "digest")}. Nothing was proposed, and all its sessions stay new.`;
}

/** Where a retry takes up, and what it does not do again. */
export function retryInWords(stages: readonly Kept[]): { from: DreamStage; spared: string | null } {
  const done = DREAM_STAGES.filter((stage) => stages.some((one) => one.stage === stage && one.state === "completed"));
  const from = DREAM_STAGES.find((stage) => !done.includes(stage)) ?? "propose";
  const names = done.map((stage) => STAGE_WORDS[stage].name.toLowerCase());
  return {
    from,
    spared: names.length === 0 ? null : `${listInWords(names)} ${names.length === 1 ? "is" : "are"} not done or paid for again`,
  };
}

function listInWords(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
