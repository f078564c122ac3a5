import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import { OutcomePill } from "@/components/sessions/session-status";
import { Code } from "@/components/ui/code";
import { formatPercent, shortenId } from "@/components/ui/format";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { LearningExposure } from "@/lib/retrieval/types";

type ExposuresTableProps = { exposures: readonly LearningExposure[]; now: Date; zone: string };

/** The sessions that a learning was given to or kept from, and what they came to. */
export function ExposuresTable({ exposures, now, zone }: ExposuresTableProps) {
  const columns: Column<LearningExposure>[] = [
    { key: "session", header: "Session", isRowHeader: true, cell: (one) => <SessionOf exposure={one} /> },
    {
      key: "arm",
      header: "Learning",
      cell: ({ arm, holdoutShare }) => (
        <span title={`Withheld with a chance of ${formatPercent(holdoutShare, 0)}`}>
          <StatusPill tone="plain" mark={arm === "given" ? "check" : "ring"} isBare>
            {arm === "given" ? "Given" : "Withheld"}
          </StatusPill>
        </span>
      ),
    },
    { key: "outcome", header: "Outcome", cell: ({ success }) => <OutcomePill success={success} isBare /> },
    { key: "at", header: "Asked", cell: ({ at }) => <Time at={at} now={now} zone={zone} /> },
  ];
  return <DataTable label="Sessions" columns={columns} rows={exposures} rowKey={(one) => one.exposureId} />;
}

function SessionOf({ exposure: { sessionId, sessionKey } }: { exposure: LearningExposure }) {
  const given = sessionKey.startsWith("x:") ? sessionKey.slice(2) : null;
  const name = (
    <Code>
      <VisibleText text={given ?? shortenId(sessionId ?? sessionKey)} />
    </Code>
  );
  if (sessionId === null) return <span title="No session of this id is here yet">{name}</span>;
  return (
    <Link href={`/sessions/${sessionId}`} className="link">
      {name}
    </Link>
  );
}
