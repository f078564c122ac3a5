import Link from "next/link";
import { AsideSection, KeyValues } from "@/components/layout/aside-section";
import { Code, CodeBlock } from "@/components/ui/code";
import { Num } from "@/components/ui/figures";
import { formatNumber, shortenId } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { Time } from "@/components/ui/time";
import { UntrustedText } from "@/components/ui/untrusted-text";
import { VisibleText } from "@/components/ui/visible-text";
import type { OutcomeReportView } from "@/lib/outcomes/types";
import type { SessionView } from "@/lib/sessions/types";
import { OutcomePill } from "./session-status";

type Clock = { now: Date; zone: string };

export function OutcomeSection({ reports, now, zone }: Clock & { reports: readonly OutcomeReportView[] }) {
  return (
    <AsideSection title="Outcome" note={reports.length > 0 && formatNumber(reports.length)}>
      {reports.length === 0 && <p className="text-ink-3">Nobody has said how it went.</p>}
      <ul className="grid gap-3">
        {reports.map((report) => (
          <li key={report.id}>
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <OutcomePill success={report.success} source={report.source} />
              <span className="text-xs text-ink-3">
                {report.evaluator && <>{report.evaluator}, </>}
                <Time at={report.createdAt} now={now} zone={zone} />
              </span>
            </p>
            {report.explanation && <UntrustedText text={report.explanation} fold={{ lines: 8, characters: 1200 }} className="mt-1" />}
            <ReportFacts report={report} />
          </li>
        ))}
      </ul>
    </AsideSection>
  );
}

function ReportFacts({ report }: { report: OutcomeReportView }) {
  const criteria = Object.entries(report.criteria);
  const details = { ...report.signals, ...report.detail };
  return (
    <>
      {criteria.length > 0 && (
        <ul className="mt-1">
          {criteria.map(([name, isMet]) => (
            <li key={name} className="flex items-center gap-1.5">
              <Mark name={isMet ? "check" : "cross"} size={14} className={isMet ? "text-success" : "text-failure"} />
              <Code>
                <VisibleText text={name} />
              </Code>
              <span className="sr-only">{isMet ? "met" : "not met"}</span>
            </li>
          ))}
        </ul>
      )}
      {(report.score !== null || report.failureModes.length > 0) && (
        <div className="mt-1">
          <KeyValues
            items={[
              ...(report.score === null ? [] : [{ label: "Score", value: <Num value={report.score} decimals={3} /> }]),
              ...(report.failureModes.length === 0
                ? []
                : [{ label: "Failure modes", value: <VisibleText text={report.failureModes.join(", ")} /> }]),
            ]}
          />
        </div>
      )}
      {Object.keys(details).length > 0 && (
        <details className="mt-1">
          <summary className="text-xs text-ink-3 hover:text-ink">Details</summary>
          <CodeBlock text={JSON.stringify(details, null, 2)} label="Details of the verdict" fold={{ lines: 12, characters: 2000 }} />
        </details>
      )}
    </>
  );
}

export function AboutSection({ session, now, zone }: Clock & { session: SessionView }) {
  const { variant, environmentName, importId, startedAt, endedAt, createdAt, metadata } = session;
  return (
    <AsideSection title="About">
      <KeyValues
        items={[
          { label: "Recorded", value: <Time at={createdAt} now={now} zone={zone} show="datetime" /> },
          ...(startedAt ? [{ label: "Started", value: <Time at={startedAt} now={now} zone={zone} show="datetime" /> }] : []),
          ...(endedAt ? [{ label: "Ended", value: <Time at={endedAt} now={now} zone={zone} show="datetime" /> }] : []),
          ...(variant ? [{ label: "Variant", value: <VisibleText text={variant} /> }] : []),
          { label: "Environment", value: environmentName },
          ...(importId
            ? [
                {
                  label: "Import",
                  value: (
                    <Link href={`/imports/${importId}`} className="link" title={importId}>
                      <Code>{shortenId(importId)}</Code>
                    </Link>
                  ),
                },
              ]
            : []),
          ...Object.entries(metadata).map(([label, value]) => ({ label, value: <VisibleText text={value} /> })),
        ]}
      />
    </AsideSection>
  );
}
