/** What people sent back for more evidence is proposed again once the sessions they asked for are there. Pure. */
import type { ProposedChange } from "@/lib/dreaming/types";

/** A pattern that was sent back: `asked` sessions more, and how many this dream found that were not behind it then. */
export type Awaited = { patternKey: string; asked: number; fresh: number };

/** Leaves out what still waits, counted as `awaits_evidence`; what comes back says what was asked and what came. */
export function holdAwaited(
  changes: readonly ProposedChange[],
  awaited: readonly Awaited[],
): { changes: ProposedChange[]; dropped: Record<string, number> } {
  const byKey = new Map(awaited.map((one) => [one.patternKey, one]));
  const kept: ProposedChange[] = [];
  let held = 0;
  for (const change of changes) {
    const known = byKey.get(change.patternKey);
    if (known === undefined) kept.push(change);
    else if (known.fresh < known.asked) held += 1;
    else kept.push({ ...change, rationale: `${asked(known)} ${change.rationale}` });
  }
  return { changes: kept, dropped: held === 0 ? {} : { awaits_evidence: held } };
}

function asked({ asked, fresh }: Awaited): string {
  return `Sent back for ${asked} more ${asked === 1 ? "session" : "sessions"}; ${fresh} came since.`;
}
