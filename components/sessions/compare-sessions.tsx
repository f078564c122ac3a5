import Link from "next/link";
import type { ReactNode } from "react";
import { RuledSection } from "@/components/layout/ruled-section";
import { cx } from "@/components/ui/cx";
import { Duration, Num, Tokens, Usd } from "@/components/ui/figures";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { SessionId } from "@/lib/ids";
import type { AlignedStep, ComparedStep } from "@/lib/sessions/align-steps";
import type { SessionRow } from "@/lib/sessions/list";
import { OutcomePill } from "./session-status";

type Names = { a: string; b: string };

/** The two sessions' figures beside each other; those that differ first. */
export function CompareFigures({ a, b, names, now, zone }: { a: SessionRow; b: SessionRow; names: Names; now: Date; zone: string }) {
  const rows: { label: string; isSame: boolean; show: (row: SessionRow) => ReactNode }[] = [
    {
      label: "Outcome",
      isSame: a.outcomeSuccess === b.outcomeSuccess,
      show: (row) => <OutcomePill success={row.outcomeSuccess} source={row.outcomeSource} />,
    },
    {
      label: "Agent",
      isSame: a.agentId === b.agentId && a.agentVersion === b.agentVersion,
      show: (row) => `${row.agentName} version ${row.agentVersion}`,
    },
    { label: "Model", isSame: a.model === b.model, show: (row) => row.model ?? "Not named" },
    { label: "Turns", isSame: a.turnCount === b.turnCount, show: (row) => <Num value={row.turnCount} /> },
    { label: "Tool calls", isSame: a.callCount === b.callCount, show: (row) => <Num value={row.callCount} /> },
    { label: "Errors", isSame: a.errorCount === b.errorCount, show: (row) => <Num value={row.errorCount} /> },
    { label: "Duration", isSame: a.durationMs === b.durationMs, show: (row) => <Duration value={row.durationMs} /> },
    { label: "Tokens", isSame: a.tokenCount === b.tokenCount, show: (row) => <Tokens value={row.tokenCount} /> },
    { label: "Cost", isSame: a.costUsd === b.costUsd, show: (row) => <Usd value={row.costUsd} /> },
    {
      label: "Started",
      isSame: a.startedAt?.getTime() === b.startedAt?.getTime(),
      show: (row) => <Time at={row.startedAt} now={now} zone={zone} show="datetime" missing="The source gives no time" />,
    },
  ];
  rows.sort((one, other) => Number(one.isSame) - Number(other.isSame));
  return (
    <RuledSection title="Figures" note="Differences first">
      <div className="overflow-x-auto">
        <table className="data-table" data-head="static" aria-label="Figures of both sessions">
          <thead>
            <tr>
              <th scope="col">What</th>
              {(["a", "b"] as const).map((side) => (
                <th key={side} scope="col" className="w-[42%] whitespace-normal!">
                  <Link href={`/sessions/${side === "a" ? a.id : b.id}`} className="link wrap-anywhere">
                    {side.toUpperCase()}: <VisibleText text={names[side]} />
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, isSame, show }) => (
              <tr key={label} className={isSame ? "text-ink-3" : undefined}>
                <th scope="row">
                  {label}
                  {!isSame && <span className="sr-only"> differs</span>}
                </th>
                <td>{show(a)}</td>
                <td className={isSame ? undefined : "font-medium!"}>{show(b)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </RuledSection>
  );
}

const LONGEST = 1_200;
const STATE_WORDS = { same: "Same", changed: "Differs", only_a: "Only in A", only_b: "Only in B" } as const;

/** The steps in their order, the same tools beside each other. Equal ones are folded unless all are asked for. */
export function CompareSteps({
  steps,
  isAll,
  sessions,
}: {
  steps: readonly AlignedStep[];
  isAll: boolean;
  sessions: { a: SessionId; b: SessionId };
}) {
  const shown = steps.map((step, index) => ({ ...step, number: index + 1 })).filter(({ state }) => isAll || state !== "same");
  return (
    <RuledSection title="Steps" note={isAll ? "All of them" : "Only those that differ"}>
      {shown.length === 0 ? (
        <p className="text-ink-2">Every step is the same, word for word.</p>
      ) : (
        <ol className="grid gap-3" aria-label="Steps side by side">
          {shown.map(({ number, state, a, b }) => (
            <li key={number} className="border-t border-line pt-2 first:border-0 first:pt-0">
              <div className="mb-1 flex items-center gap-2 text-xs text-ink-3">
                <span>Step {number}</span>
                <StatusPill tone={state === "same" ? "plain" : "info"} mark={state === "same" ? "check" : "info"} isBare>
                  {STATE_WORDS[state]}
                </StatusPill>
              </div>
              <div className="grid gap-x-6 gap-y-2 md:grid-cols-2">
                <Side name="A" step={a} other={b} sessionId={sessions.a} />
                <Side name="B" step={b} other={a} sessionId={sessions.b} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </RuledSection>
  );
}

const SPEAKERS = { user: "User", agent: "Agent", call: "Call" } as const;

function Side({
  name,
  step,
  other,
  sessionId,
}: {
  name: string;
  step: ComparedStep | null;
  other: ComparedStep | null;
  sessionId: SessionId;
}) {
  if (!step)
    return <p className="rounded-sm border border-dashed border-line-2 px-2.5 py-1.5 text-ink-3 max-md:hidden">{name} has no such step</p>;
  const isCall = step.kind === "call";
  return (
    <div className="min-w-0 rounded-sm border border-line bg-raised px-2.5 py-1.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-xs text-ink-3">{name}</span>
        <Link href={`/sessions/${sessionId}?event=${step.id}`} className={cx("link", isCall && "font-mono text-xs")}>
          {isCall ? step.tool : SPEAKERS[step.kind]}
        </Link>
        {step.isError && (
          <StatusPill tone="failure" mark="cross" isBare>
            Failed
          </StatusPill>
        )}
      </div>
      <Text text={step.text} isMarked={other !== null && other.text !== step.text} isCode={isCall} />
      {step.result !== null && (
        <div className="mt-1 border-t border-line pt-1">
          <Text text={step.result} isMarked={other !== null && (other.result !== step.result || other.isError !== step.isError)} isCode />
        </div>
      )}
    </div>
  );
}

function Text({ text, isMarked, isCode }: { text: string; isMarked: boolean; isCode: boolean }) {
  const cut = text.length > LONGEST;
  return (
    <p
      className={cx(
        "wrap-anywhere whitespace-pre-wrap",
        isCode ? "font-mono text-xs/5" : "font-serif",
        isMarked ? "text-ink" : "text-ink-3",
      )}
    >
      <VisibleText text={cut ? text.slice(0, LONGEST) : text} />
      {cut && (
        <span className="text-ink-3">
          {" "}
          — {LONGEST.toLocaleString("en-US")} of {text.length.toLocaleString("en-US")} characters
        </span>
      )}
    </p>
  );
}
