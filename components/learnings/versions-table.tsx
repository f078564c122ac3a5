import Form from "next/form";
import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { VerbForm } from "@/components/review/verb-form";
import { Button } from "@/components/ui/button";
import { Bytes } from "@/components/ui/figures";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { Actor } from "@/lib/context";
import type { LearningVersion } from "@/lib/learnings/history";
import { whoAndHow } from "./version-words";
import { LineCounts } from "./versions-aside";

export type VersionsTableProps = {
  versions: readonly LearningVersion[];
  headVersionId: string | null;
  /** The pair that is compared. */
  fromId: string | null;
  toId: string | null;
  /** Where the comparison is, and what it keeps in the address. */
  action: string;
  storeId: string;
  restore: FormAction;
  redact: FormAction;
  disabledReason: string | null;
  redactDisabledReason: string | null;
  me: Actor;
  now: Date;
  zone: string;
};

const COMPARE = "compare-versions";

/** Every version of a learning. Two are picked and compared; any can be brought back. */
export function VersionsTable(props: VersionsTableProps) {
  const { versions, action } = props;
  return (
    <>
      <DataTable
        label="Versions"
        columns={columnsOf(props)}
        rows={versions}
        rowKey={(version) => version.id}
        isCurrent={(version) => version.id === props.headVersionId}
      />
      {versions.length > 1 && (
        <Form id={COMPARE} action={action} scroll={false} className="mt-3">
          <input type="hidden" name="tab" value="history" />
          <Button type="submit">Compare</Button>
        </Form>
      )}
    </>
  );
}

function columnsOf({
  versions,
  headVersionId,
  storeId,
  fromId,
  toId,
  restore,
  redact,
  disabledReason,
  redactDisabledReason,
  me,
  now,
  zone,
}: VersionsTableProps): Column<LearningVersion>[] {
  const hasPair = versions.length > 1;
  const pick = (name: "from" | "to", word: string, chosen: string | null): Column<LearningVersion> => ({
    key: name,
    header: word,
    cell: (version) => (
      <input
        type="radio"
        form={COMPARE}
        name={name}
        value={version.id}
        key={`${version.id} ${chosen}`}
        defaultChecked={version.id === chosen}
        disabled={version.redactedAt !== null}
        aria-label={`Compare ${word.toLowerCase()} version ${version.number}`}
        className="size-4 align-middle accent-accent pointer-coarse:size-5"
      />
    ),
  });
  return [
    {
      key: "version",
      header: "Version",
      isRowHeader: true,
      cell: (version) => (
        <span className="whitespace-nowrap">
          <span className="lg:sr-only">Version </span>
          <b className="font-medium">{version.number}</b>
          {version.id === headVersionId && <span className="font-normal text-ink-3"> published</span>}
        </span>
      ),
    },
    { key: "when", header: "When", cell: (version) => <Time at={version.createdAt} now={now} zone={zone} /> },
    {
      key: "who",
      header: "Who",
      cell: (version) =>
        version.dreamId ? (
          <Link href={`/dreams/${version.dreamId}`} className="link">
            {whoAndHow(version, me)}
          </Link>
        ) : (
          whoAndHow(version, me)
        ),
    },
    {
      key: "lines",
      header: "Lines",
      cell: (version) => (version.lines ? <LineCounts lines={version.lines} /> : <span className="text-ink-3">no text to compare</span>),
    },
    {
      key: "reason",
      header: "Reason",
      cell: (version) => (
        <>
          {version.reason ? <VisibleText text={version.reason} /> : <span className="text-ink-3">none given</span>}
          {version.redactedAt && (
            <span className="block text-held">
              Redacted <Time at={version.redactedAt} now={now} zone={zone} />
              {version.redactedBy?.name ? ` by ${version.redactedBy.name}` : ""}
            </span>
          )}
        </>
      ),
    },
    {
      key: "revision",
      header: "Store",
      className: "lg:max-2xl:hidden",
      cell: (version) => (
        <Link href={`/stores/${storeId}?rev=${version.revision}`} className="link">
          r{version.revision}
        </Link>
      ),
    },
    { key: "size", header: "Size", align: "end", cell: (version) => <Bytes value={version.contentSizeBytes} missing="No text" /> },
    ...(hasPair ? [pick("from", "From", fromId), pick("to", "To", toId)] : []),
    {
      key: "restore",
      header: <span className="sr-only">Restore</span>,
      align: "end",
      cell: (version) =>
        version.id === headVersionId ? null : (
          <span className="inline-flex flex-wrap items-center justify-end gap-1">
            {version.operation !== "deleted" && version.redactedAt === null && (
              <VerbForm
                action={restore}
                hidden={{ memory_id: version.memoryId, version_id: version.id }}
                verb="Restore"
                pendingVerb="Restoring"
                verbLabel={`Restore version ${version.number}`}
                size="sm"
                disabledReason={disabledReason}
                done={{
                  message: `Restored the text of version ${version.number} as a new version`,
                  undo: headVersionId ? { memory_id: version.memoryId, version_id: headVersionId } : undefined,
                }}
              />
            )}
            {version.operation !== "deleted" && version.redactedAt === null && (
              <ConfirmDialog
                trigger="Redact"
                triggerLabel={`Redact version ${version.number}`}
                variant="quiet"
                size="sm"
                isIrreversible
                disabledReason={redactDisabledReason}
                title={`Redact the text of version ${version.number}?`}
                action={redact}
                hidden={{ memory_id: version.memoryId, version_id: version.id }}
                submitLabel="Redact"
                pendingLabel="Redacting"
                successMessage={`Redacted version ${version.number}`}
                typedName="redact"
              >
                <p>Its text is erased for good; who wrote it, when and why remain. It can’t be compared or restored any more.</p>
                <p>Other versions that hold the same words keep them, and so does the dream that proposed them. This can’t be undone.</p>
              </ConfirmDialog>
            )}
          </span>
        ),
    },
  ];
}
