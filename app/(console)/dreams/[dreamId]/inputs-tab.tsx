import Link from "next/link";
import type { ReactNode } from "react";
import { scopeInWords, triggerInWords } from "@/components/dreams/dream-words";
import { RuledSection } from "@/components/layout/ruled-section";
import { CopyButton } from "@/components/ui/copy-button";
import { formatCount, formatNumber, formatPercent, formatUsd } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { DreamView } from "@/lib/dreaming/types";
import type { Visitor } from "@/lib/web/current-user";

const REVIEW_WORDS: Record<DreamView["settings"]["review"], string> = {
  always: "Always: every change waits for a person",
  low_confidence: "Only low confidence: proven effects publish themselves",
  never: "Never: what may publish itself does",
};

/** What it was given, and the settings as they were when it was asked for. */
export function InputsTab({ visitor: { ctx, membership }, dream }: { visitor: Visitor; dream: DreamView }) {
  const { settings } = dream;
  const now = ctx.clock.now();
  const call = apiCall(dream);
  return (
    <>
      <RuledSection title="Inputs" note="As it was asked for">
        <Facts
          items={[
            ["Asked for", <Time key="t" at={dream.createdAt} now={now} zone={membership.timeZone} show="datetime" />],
            ["Trigger", triggerInWords(dream)],
            [
              "Agent",
              <Link key="a" href={`/agents/${dream.agentId}`} className="link">
                <VisibleText text={dream.agentName} />
              </Link>,
            ],
            ["Sessions", scopeInWords(dream.scope, now, membership.timeZone)],
            [
              "Store",
              <Link key="s" href={`/stores/${dream.storeId}`} className="link">
                {dream.baseRevision === null
                  ? "not compared yet"
                  : dream.baseRevision === 0
                    ? "the empty store"
                    : `revision ${formatNumber(dream.baseRevision)}`}
              </Link>,
            ],
            ["Author", dream.author === "template" ? "Template: no model is called" : "Claude"],
            ...(dream.model ? [["Model", dream.model] satisfies Fact] : []),
            [
              "Instructions",
              dream.instructions ? (
                <span key="i" className="voice whitespace-pre-wrap">
                  <VisibleText text={dream.instructions} />
                </span>
              ) : (
                <None key="i">none</None>
              ),
            ],
            ...(dream.run > 1 ? [["Runs", formatNumber(dream.run)] satisfies Fact] : []),
          ]}
        />
      </RuledSection>
      <RuledSection title="Settings" note="The agent’s, as they were then">
        <Facts
          items={[
            ["Least support", `${formatCount(settings.min_support, "session")} must show a pattern`],
            ["Review", REVIEW_WORDS[settings.review]],
            ["Held back", `${formatPercent(settings.holdout_share, 0)} of sessions get no learnings`],
            [
              "Budget per dream",
              settings.budget.max_usd_per_dream === null ? <None key="d">no limit</None> : formatUsd(settings.budget.max_usd_per_dream),
            ],
            [
              "Budget per month",
              settings.budget.max_usd_per_month === null ? <None key="m">no limit</None> : formatUsd(settings.budget.max_usd_per_month),
            ],
          ]}
        />
      </RuledSection>
      <RuledSection title="As an API call" note="Asks for the same again">
        <div className="relative max-w-[72ch] rounded-md border border-line bg-sunken">
          <pre className="overflow-x-auto px-3 py-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere">{call}</pre>
          <span className="absolute top-1 right-1">
            <CopyButton text={call} label="Copy the call" size="sm" />
          </span>
        </div>
      </RuledSection>
    </>
  );
}

type Fact = [name: string, value: ReactNode];

function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className="grid max-w-[72ch] grid-cols-[140px_minmax(0,1fr)] gap-x-4 gap-y-1.5 max-sm:grid-cols-1 max-sm:gap-y-0">
      {items.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="wrap-anywhere max-sm:mb-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function None({ children }: { children: ReactNode }) {
  return <span className="text-ink-3">{children}</span>;
}

function apiCall({ agentId, scope, model, instructions }: DreamView): string {
  const sessions = scope !== "new" && "sessionIds" in scope ? { session_ids: scope.sessionIds } : scope;
  const body = {
    inputs: [{ type: "agent", agent_id: agentId, sessions }],
    ...(model ? { model } : {}),
    ...(instructions ? { instructions } : {}),
  };
  return `POST /v1/dreams\n\n${JSON.stringify(body, null, 2)}`;
}
