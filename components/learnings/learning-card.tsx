import type { ReactNode } from "react";
import { Chip } from "@/components/ui/chip";
import { formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { FrontMatter, PlaybookStep, Trigger } from "@/lib/learnings/types";
import { Markdown } from "./markdown";
import { Prose } from "./prose";

export type LearningCardProps = { frontMatter: FrontMatter; body: string; now: Date; zone: string };

/** A learning as its readers need it: when it applies, what to do, what not to do, how sure it is. */
export function LearningCard({ frontMatter, body, now, zone }: LearningCardProps) {
  const { trigger, steps, avoid, confidence, support, applies_to: appliesTo, expires_at: expiresAt } = frontMatter;
  return (
    <div className="grid gap-5">
      <Part title="When it applies">
        <TriggerRows trigger={trigger} />
      </Part>
      {steps.length > 0 && (
        <Part title="Steps">
          <ol className="grid gap-2">
            {numbered(steps).map(({ number, step }) => (
              <li key={number} className="grid grid-cols-[22px_minmax(0,1fr)]">
                <span className="text-xs/[22px] text-ink-3">{number}</span>
                <div className="min-w-0">
                  <p className="voice wrap-anywhere text-pretty">
                    <Prose text={step.do} />
                  </p>
                  {step.why && (
                    <p className="text-xs text-ink-3">
                      Because: <Prose text={step.why} />
                    </p>
                  )}
                  {step.tool && (
                    <p className="mt-1 text-xs text-ink-3">
                      <Chip>
                        Tool{" "}
                        <b className="font-mono font-medium text-ink">
                          <VisibleText text={step.tool} />
                        </b>
                      </Chip>
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </Part>
      )}
      {avoid.length > 0 && (
        <Part title="Avoid">
          <ul className="grid gap-1.5">
            {avoid.map((text) => (
              <li key={text} className="grid grid-cols-[22px_minmax(0,1fr)]">
                <Mark name="cross" size={14} className="mt-1 text-failure" />
                <p className="voice wrap-anywhere text-pretty">
                  <Prose text={text} />
                </p>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {body.trim() !== "" && (
        <Part title="Text">
          <Markdown text={body} />
        </Part>
      )}
      <Part title="How sure">
        <p>
          {confidence === null ? "No confidence is stated." : `Confidence ${formatNumber(confidence, 2)} of 1.`}
          {support && ` Seen in ${formatNumber(support.sessions)} ${support.sessions === 1 ? "session" : "sessions"}.`}
          {support?.success_with &&
            ` Met their outcome with it: ${support.success_with}${support.success_without ? `; without: ${support.success_without}` : ""}.`}
        </p>
      </Part>
      {(Object.keys(appliesTo).length > 0 || expiresAt) && (
        <Part title="Limits">
          {Object.entries(appliesTo).map(([key, value]) => (
            <p key={key}>
              Serves only{" "}
              <Chip isCode>
                <VisibleText text={`${key}: ${value}`} />
              </Chip>
            </p>
          ))}
          {expiresAt && (
            <p>
              Expires <Time at={expiresAt} now={now} zone={zone} show="date" />
            </p>
          )}
        </Part>
      )}
    </div>
  );
}

function numbered(steps: readonly PlaybookStep[]): { number: number; step: PlaybookStep }[] {
  return steps.map((step, index) => ({ number: index + 1, step }));
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="label mb-1.5">{title}</h3>
      {children}
    </section>
  );
}

const TRIGGERS: { key: keyof Trigger; word: string; isCode: boolean }[] = [
  { key: "tools", word: "uses", isCode: true },
  { key: "errors", word: "sees the error", isCode: true },
  { key: "intents", word: "is asked to", isCode: false },
  { key: "file_types", word: "meets files of type", isCode: true },
  { key: "keywords", word: "reads the words", isCode: false },
];

function TriggerRows({ trigger }: { trigger: Trigger }) {
  const rows = TRIGGERS.filter(({ key }) => trigger[key].length > 0);
  if (rows.length === 0) return <p>Always considered: it names no trigger.</p>;
  return (
    <ul className="grid gap-1.5">
      {rows.map(({ key, word, isCode }, index) => (
        <li key={key} className="flex flex-wrap items-baseline gap-1.5">
          <span className="text-ink-2">
            {index === 0 ? "When the agent " : "or "}
            {word}
          </span>
          {trigger[key].map((value) => (
            <span
              key={value}
              className={`inline-flex min-w-0 rounded-sm border border-line-2 bg-raised px-[7px] text-xs/5 wrap-anywhere text-ink-2 ${isCode ? "font-mono text-[11.5px]" : ""}`}
            >
              <VisibleText text={value} />
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
