import { HOLD_WORDS } from "@/components/dreams/dream-words";
import { Notice } from "@/components/feedback/notice";
import { formatCount } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import type { ChangeView } from "@/lib/dreaming/types";

/** Why it is held, and why it may not be approved. Nothing is said once it is decided. */
export function ChangeNotices({ change, deleted }: { change: ChangeView; deleted: number }) {
  if (change.decision.status !== "pending") return null;
  const holds = change.checks.filter((check) => check.status === "hold");
  return (
    <div className="mt-2 grid max-w-[80ch] gap-2 empty:hidden">
      {change.isHeld && (
        <Notice tone="held" mark="bars" isBoxed>
          <b>Held: {holds.length === 0 ? "a check asks for a person" : holds.map((check) => HOLD_WORDS[check.name]).join(", ")}.</b>{" "}
          {holds.map((check) => (
            <span key={check.name}>
              <VisibleText text={check.detail} />{" "}
            </span>
          ))}
          Its text is shown below as plain characters, with hidden ones made visible; no agent reads it. Approve needs a reason.
        </Notice>
      )}
      {deleted > 0 && (
        <Notice tone="failure" isBoxed>
          <b>
            {formatCount(deleted, "session")} that it quotes {deleted === 1 ? "was" : "were"} deleted since,
          </b>{" "}
          so it can’t be approved: what was deleted would live on in the learning. Reject it, or ask for more evidence and a later dream
          proposes it from the sessions that are left.
        </Notice>
      )}
    </div>
  );
}
