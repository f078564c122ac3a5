import { cx } from "@/components/ui/cx";
import { Duration, Usd } from "@/components/ui/figures";
import { formatNumber, formatTokens } from "@/components/ui/format";
import { Progress } from "@/components/ui/progress";
import { DreamStatusPill } from "./dream-status";
import { STAGE_WORDS } from "./dream-words";
import type { StageProgress } from "./progress-state";

/** Every stage with its state, how far it is, how long it took and what it cost. `isOver`: what is still pending was never reached. */
export function StageList({ stages, isOver }: { stages: readonly StageProgress[]; isOver: boolean }) {
  return (
    <ol aria-label="Stages" className="max-w-[860px]">
      {stages.map((stage) => (
        <li
          key={stage.stage}
          className={cx(
            "grid grid-cols-[88px_104px_minmax(0,1fr)_88px_64px] items-baseline gap-x-3 border-t border-line py-1.5 first:border-t-0 max-sm:grid-cols-[minmax(0,1fr)_auto]",
            stage.state === "pending" && "text-ink-3",
          )}
        >
          <span className="font-medium">{STAGE_WORDS[stage.stage].name}</span>
          {isOver && stage.state === "pending" ? (
            <span className="text-xs">Not reached</span>
          ) : (
            <DreamStatusPill status={stage.state} isBare />
          )}
          <span className="min-w-0 text-ink-2 max-sm:col-span-full max-sm:row-start-2">
            {progressInWords(stage)}
            {stage.state === "running" && stage.total > 0 && (
              <Progress
                value={stage.done / stage.total}
                label={STAGE_WORDS[stage.stage].name}
                text={`${formatNumber(stage.done)} of ${formatNumber(stage.total)}`}
              />
            )}
          </span>
          <span className="text-right whitespace-nowrap text-ink-3 max-sm:col-start-2 max-sm:row-start-3">
            {stage.durationMs !== null && <Duration value={stage.durationMs} />}
          </span>
          <span className="text-right whitespace-nowrap text-ink-3 max-sm:col-start-1 max-sm:row-start-3 max-sm:text-left">
            {stage.state !== "pending" && <Usd value={stage.costUsd} />}
          </span>
        </li>
      ))}
    </ol>
  );
}

function progressInWords({ state, done, total, attempts, inputTokens, outputTokens, summary }: StageProgress): string {
  const parts = [
    summary,
    summary === null && total > 0 ? `${formatNumber(done)} of ${formatNumber(total)}` : null,
    attempts > 1 ? (state === "running" ? `resuming, attempt ${formatNumber(attempts)}` : `${formatNumber(attempts)} attempts`) : null,
    inputTokens + outputTokens > 0 ? `${formatTokens(inputTokens)} tokens in, ${formatTokens(outputTokens)} out` : null,
  ];
  return parts.filter((part) => part !== null).join("; ");
}
