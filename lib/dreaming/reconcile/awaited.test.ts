import { describe, expect, it } from "vitest";
import { holdAwaited } from "@/lib/dreaming/reconcile/awaited";
import type { ProposedChange } from "@/lib/dreaming/types";

/** Only what the rule looks at; the rest of a change is of no matter to it. */
const change = (patternKey: string) => ({ patternKey, rationale: "Seen in 9 sessions." }) as ProposedChange;

describe("holdAwaited", () => {
  it("leaves what nobody sent back as it is", () => {
    const changes = [change("a")];
    expect(holdAwaited(changes, [])).toEqual({ changes, dropped: {} });
  });

  it("keeps back what has fewer new sessions than were asked for, and counts it", () => {
    expect(holdAwaited([change("a"), change("b")], [{ patternKey: "a", asked: 5, fresh: 4 }])).toEqual({
      changes: [change("b")],
      dropped: { awaits_evidence: 1 },
    });
  });

  it("proposes it again from exactly as many, and says so", () => {
    const { changes, dropped } = holdAwaited([change("a")], [{ patternKey: "a", asked: 5, fresh: 5 }]);
    expect(dropped).toEqual({});
    expect(changes[0]?.rationale).toBe("Sent back for 5 more sessions; 5 came since. Seen in 9 sessions.");
  });
});
