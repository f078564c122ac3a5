import { cx } from "@/components/ui/cx";
import { formatNumber } from "@/components/ui/format";
import { Mark, type MarkName } from "@/components/ui/mark";
import { TONE_INK, type Tone } from "@/components/ui/status-pill";
import { VisibleText } from "@/components/ui/visible-text";
import type { Check } from "@/lib/dreaming/types";
import { CHECK_WORDS } from "./dream-words";

const LOOKS: Record<Check["status"], { mark: MarkName; tone: Tone; word: string }> = {
  pass: { mark: "check", tone: "success", word: "Passed" },
  hold: { mark: "warning", tone: "held", word: "Held" },
  fail: { mark: "cross", tone: "failure", word: "Failed" },
};

/** Held and failed ones first: they are why a person is asked. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  if (checks.length === 0) return <p className="text-ink-3">No check was made.</p>;
  const rank = { fail: 0, hold: 1, pass: 2 };
  return (
    <ul>
      {[...checks]
        .sort((a, b) => rank[a.status] - rank[b.status])
        .map((check) => {
          const look = LOOKS[check.status];
          return (
            <li key={check.name} className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 py-1 md:grid-cols-[16px_150px_minmax(0,1fr)]">
              <Mark name={look.mark} className={cx("mt-0.5", TONE_INK[look.tone])} />
              <span>
                <span className="sr-only">{look.word}: </span>
                {CHECK_WORDS[check.name] ?? check.name}
              </span>
              <span className="text-ink-2 max-md:col-start-2">
                <VisibleText text={check.detail} />
              </span>
            </li>
          );
        })}
    </ul>
  );
}

/** "7 passed, 1 held". */
export function checksInWords(checks: readonly Check[]): string {
  return (["pass", "hold", "fail"] as const)
    .map((status) => ({ status, count: checks.filter((check) => check.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${formatNumber(count)} ${LOOKS[status].word.toLowerCase()}`)
    .join(", ");
}
