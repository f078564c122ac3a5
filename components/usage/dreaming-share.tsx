import { formatPercent } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { StatusPill } from "@/components/ui/status-pill";
import type { UsageSplit } from "@/lib/usage/types";
import { DREAMING_TARGET } from "./usage-words";

/** What dreaming cost of what the sessions cost, against its target. */
export function DreamingShare({ split, withTarget = false }: { split: UsageSplit; withTarget?: boolean }) {
  const { dreamingShare, dream, session } = split;
  if (dreamingShare === null)
    return (
      <NotKnown reason={dream.unpricedCalls > 0 ? "A dream's model had no price" : "What the sessions cost is nothing, or not known"} />
    );
  const isAtMost = session.unpricedCalls > 0 && dreamingShare > 0;
  return (
    <>
      <span title={isAtMost ? "Some calls of sessions had no price: the true share is lower" : undefined}>
        {isAtMost && "at most "}
        {formatPercent(dreamingShare)}
      </span>
      {withTarget &&
        (dreamingShare > DREAMING_TARGET ? (
          <StatusPill tone="held" mark="warning">
            above the target of {formatPercent(DREAMING_TARGET, 0)}
          </StatusPill>
        ) : (
          <span className="text-ink-3">target {formatPercent(DREAMING_TARGET, 0)}</span>
        ))}
    </>
  );
}
