import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { VerbForm } from "@/components/review/verb-form";
import { Duration, Num, Usd } from "@/components/ui/figures";
import { formatCount, formatNumber } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Progress } from "@/components/ui/progress";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { DreamSort, DreamStage, DreamView } from "@/lib/dreaming/types";
import { DreamStatusPill } from "./dream-status";
import { changeCounts, costShareInWords, decisionsInWords, STAGE_WORDS, triggerInWords } from "./dream-words";

export type DreamsTableProps = {
  dreams: readonly DreamView[];
  now: Date;
  zone: string;
  sort: { by: DreamSort; hrefOf: (sort: DreamSort) => string };
  actions: Record<Verb, FormAction>;
  /** Why the visitor may not do it. */
  reasons: Record<"cancel" | "retry" | "archive", string | null>;
};
type Verb = "cancel" | "retry" | "archive" | "unarchive";

export function DreamsTable(props: DreamsTableProps) {
  return <DataTable label="Dreams" columns={columnsOf(props)} rows={props.dreams} rowKey={(dream) => dream.id} isHeadSticky />;
}

function columnsOf(props: DreamsTableProps): Column<DreamView>[] {
  const { now, zone, sort } = props;
  const largestFirst = (by: DreamSort) => ({
    href: sort.hrefOf(sort.by === by ? "newest" : by),
    direction: sort.by === by ? ("descending" as const) : null,
  });
  return [
    {
      key: "dream",
      header: "Dream",
      isRowHeader: true,
      sort: {
        href: sort.hrefOf(sort.by === "newest" ? "oldest" : "newest"),
        direction: sort.by === "newest" ? "descending" : sort.by === "oldest" ? "ascending" : null,
      },
      cell: (dream) => (
        <Link href={`/dreams/${dream.id}`} className="link whitespace-nowrap">
          {formatDateTime(dream.createdAt, zone, now)}
        </Link>
      ),
    },
    { key: "status", header: "Status", cell: (dream) => <StatusCell dream={dream} /> },
    {
      key: "agent",
      header: "Agent",
      cell: (dream) => (
        <div className="min-w-0 lg:min-w-28">
          <Link href={`/agents/${dream.agentId}`} className="wrap-anywhere hover:underline hover:underline-offset-3">
            <VisibleText text={dream.agentName} />
          </Link>
        </div>
      ),
    },
    { key: "trigger", header: "Trigger", cell: (dream) => triggerInWords(dream) },
    {
      key: "started",
      header: "Started",
      className: "lg:max-2xl:hidden",
      cell: (dream) => <Time at={dream.startedAt} now={now} zone={zone} missing="Not started yet" />,
    },
    {
      key: "took",
      header: "Took",
      align: "end",
      sort: largestFirst("longest"),
      cell: (dream) => <Duration value={tookMs(dream, now)} missing="Not started yet" />,
    },
    {
      key: "sessions",
      header: "Sessions",
      align: "end",
      sort: largestFirst("sessions"),
      cell: (dream) => <Num value={dream.stage === null ? null : dream.sessionsRead} missing="Not selected yet" />,
    },
    { key: "changes", header: "Proposed", cell: (dream) => <ChangesCell dream={dream} /> },
    {
      key: "decided",
      header: "Decided",
      cell: (dream) => decisionsInWords(dream.decisions) ?? <span className="text-ink-3">nothing</span>,
    },
    { key: "cost", header: "Cost", align: "end", sort: largestFirst("cost"), cell: (dream) => <CostCell dream={dream} /> },
    { key: "revision", header: "Revision", align: "end", cell: (dream) => <RevisionCell dream={dream} /> },
    {
      key: "acts",
      header: <span className="sr-only">Actions</span>,
      label: "Actions",
      align: "end",
      cell: (dream) => <Acts {...props} dream={dream} />,
    },
  ];
}

function StatusCell({ dream }: { dream: DreamView }) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <DreamStatusPill status={dream.status} />
      {dream.status === "running" && dream.stage && <Doing dream={dream} stage={dream.stage} />}
      {dream.archivedAt && <span className="text-xs text-ink-3">archived</span>}
      {dream.status === "failed" && dream.error?.stage && (
        <span className="text-xs text-ink-3">while {STAGE_WORDS[dream.error.stage].doing.toLowerCase()}</span>
      )}
    </span>
  );
}

function Doing({ dream: { progress }, stage }: { dream: DreamView; stage: DreamStage }) {
  const { doing, name } = STAGE_WORDS[stage];
  if (progress.total === 0) return <span className="text-xs text-ink-3">{doing}</span>;
  const text = `${formatNumber(progress.done)} of ${formatNumber(progress.total)}`;
  return (
    <span className="min-w-28 text-xs text-ink-3">
      {doing} {text}
      <Progress value={progress.done / progress.total} label={name} text={`${doing} ${text}`} />
    </span>
  );
}

/** What can be done with a dream as it stands: one thing, at most two. */
function Acts({ dream, actions, reasons }: DreamsTableProps & { dream: DreamView }) {
  const hidden = { dream_id: dream.id };
  if (dream.archivedAt) {
    return (
      <VerbForm
        action={actions.unarchive}
        hidden={hidden}
        verb="Bring back"
        pendingVerb="Bringing back"
        variant="quiet"
        size="sm"
        disabledReason={reasons.archive}
        done={{ message: "Brought the dream back" }}
      />
    );
  }
  if (dream.status === "pending" || dream.status === "running") {
    return (
      <ConfirmDialog
        trigger="Cancel"
        variant="quiet"
        size="sm"
        title={`Cancel this dream of ${dream.agentName}?`}
        action={actions.cancel}
        hidden={hidden}
        submitLabel="Cancel the dream"
        pendingLabel="Canceling"
        successMessage="Canceled the dream"
        disabledReason={reasons.cancel}
      >
        <p>It stops at its next step and proposes nothing. Digested sessions are kept, and all its sessions stay new.</p>
      </ConfirmDialog>
    );
  }
  const { pending } = dream.decisions;
  return (
    <span className="inline-flex gap-1">
      {dream.status === "failed" && (
        <VerbForm
          action={actions.retry}
          hidden={hidden}
          verb="Retry"
          pendingVerb="Retrying"
          variant="quiet"
          size="sm"
          disabledReason={reasons.retry}
          done={{ message: "Retrying; finished stages are kept" }}
        />
      )}
      <ConfirmDialog
        trigger="Archive"
        variant="quiet"
        size="sm"
        title={`Archive this dream of ${dream.agentName}?`}
        action={actions.archive}
        hidden={hidden}
        submitLabel="Archive the dream"
        pendingLabel="Archiving"
        successMessage="Archived the dream. Find it with the filter “Status: Archived”"
        disabledReason={reasons.archive}
      >
        <p>
          It leaves this list. Nothing is deleted, and it can be brought back.
          {pending > 0 && ` ${formatCount(pending, "undecided change")} ${pending === 1 ? "leaves" : "leave"} the review with it.`}
        </p>
      </ConfirmDialog>
    </span>
  );
}

function ChangesCell({ dream }: { dream: DreamView }) {
  if (dream.status !== "completed") return <span className="text-ink-3">not yet</span>;
  const changes = changeCounts(dream.changes);
  if (changes.length === 0) return <span className="text-ink-3">nothing found</span>;
  return (
    <>
      {changes.map(({ action, sign, count, word }) => (
        <span key={action} className="whitespace-nowrap not-last:mr-2">
          <span aria-hidden="true">{sign}</span>
          {formatNumber(count)} <span className="text-ink-3">{word}</span>
        </span>
      ))}
      {dream.decisions.held > 0 && <span className="whitespace-nowrap text-held">{formatNumber(dream.decisions.held)} held</span>}
    </>
  );
}

function CostCell({ dream }: { dream: DreamView }) {
  const share = costShareInWords(dream);
  return (
    <>
      <Usd value={dream.costUsd} />
      {share !== null && <span className="text-ink-3"> {share}</span>}
    </>
  );
}

function RevisionCell({ dream }: { dream: DreamView }) {
  if (dream.publishedRevision === null) return <span className="text-ink-3">none</span>;
  return (
    <Link href={`/stores/${dream.storeId}?rev=${dream.publishedRevision}`} className="link">
      {dream.publishedRevision}
    </Link>
  );
}

/** So far, while it runs. */
export function tookMs({ startedAt, endedAt }: DreamView, now: Date): number | null {
  return startedAt === null ? null : Math.max(0, (endedAt ?? now).getTime() - startedAt.getTime());
}
