import type { Stat } from "@/components/layout/stat-strip";
import { Tokens } from "@/components/ui/figures";
import { NotKnown } from "@/components/ui/not-known";
import type { LiveDetails, SessionUsage } from "@/lib/sessions/types";
import { LiveUsage } from "./live/live-status";

/** Tokens by kind, what they cost, and how far that is from the session's budget. */
export function usageFacts({ live, usage }: { live: LiveDetails | null; usage: SessionUsage | null }): Stat[] {
  if (live === null)
    return [{ label: "Tokens", isWide: true, value: usage ? <InAndOut usage={usage} /> : <NotKnown reason="Not recorded" /> }];
  return [
    { label: "Tokens", isWide: true, value: <LiveUsage of="tokens" /> },
    { label: "Cost", value: <LiveUsage of="cost" /> },
    { label: "Budget", value: <LiveUsage of="budget" /> },
  ];
}

function InAndOut({ usage }: { usage: SessionUsage }) {
  return (
    <>
      <Tokens value={usage.inputTokens} /> in, <Tokens value={usage.outputTokens} /> out
    </>
  );
}
