import Form from "next/form";
import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import type { FormAction } from "@/components/forms/action-result";
import { VerbForm } from "@/components/review/verb-form";
import { Button } from "@/components/ui/button";
import { Bytes } from "@/components/ui/figures";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { MemoryVersionView } from "@/lib/memory/types";

export type VersionsTableProps = {
  versions: readonly MemoryVersionView[];
  headVersionId: string | null;
  /** What was said with each revision. */
  messages: ReadonlyMap<number, string>;
  /** The pair that is compared. */
  fromId: string | null;
  toId: string | null;
  /** Where the comparison is, and what it keeps in the address. */
  action: string;
  restore: FormAction;
  disabledReason: string | null;
  now: Date;
  zone: string;
};

const COMPARE = "compare-versions";
const OPERATION_WORDS: Record<MemoryVersionView["operation"], string> = { created: "Created", modified: "Changed", deleted: "Taken out" };

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
  messages,
  fromId,
  toId,
  restore,
  disabledReason,
  now,
  zone,
}: VersionsTableProps): Column<MemoryVersionView>[] {
  const hasPair = versions.length > 1;
  const pick = (name: "from" | "to", word: string, chosen: string | null): Column<MemoryVersionView> => ({
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
        disabled={version.content === null && version.redactedAt !== null}
        aria-label={`Compare ${word.toLowerCase()} revision ${version.revision}`}
        className="size-4 align-middle accent-accent pointer-coarse:size-5"
      />
    ),
  });
  return [
    {
      key: "revision",
      header: "Revision",
      isRowHeader: true,
      cell: (version) => (
        <Link href={`/stores/${version.storeId}?rev=${version.revision}`} className="link">
          <span className="lg:sr-only">Revision </span>
          {version.revision}
        </Link>
      ),
    },
    { key: "when", header: "When", cell: (version) => <Time at={version.createdAt} now={now} zone={zone} /> },
    { key: "who", header: "Who", cell: ({ author }) => author.name ?? (author.type === "system" ? "Reverie" : "an unnamed key") },
    { key: "operation", header: "Operation", cell: (version) => <Operation version={version} isHead={version.id === headVersionId} /> },
    {
      key: "reason",
      header: "Reason",
      cell: (version) => {
        const message = messages.get(version.revision);
        return message ? <VisibleText text={message} /> : <span className="text-ink-3">none given</span>;
      },
    },
    { key: "size", header: "Size", align: "end", cell: (version) => <Bytes value={version.contentSizeBytes} missing="No text" /> },
    ...(hasPair ? [pick("from", "From", fromId), pick("to", "To", toId)] : []),
    {
      key: "restore",
      header: <span className="sr-only">Restore</span>,
      align: "end",
      cell: (version) =>
        version.id === headVersionId || version.contentSha256 === null ? null : (
          <VerbForm
            action={restore}
            hidden={{ memory_id: version.memoryId, version_id: version.id }}
            verb="Restore"
            pendingVerb="Restoring"
            verbLabel={`Restore revision ${version.revision}`}
            size="sm"
            disabledReason={disabledReason}
            done={{
              message: `Restored the text of revision ${version.revision} as a new version`,
              undo: headVersionId ? { memory_id: version.memoryId, version_id: headVersionId } : undefined,
            }}
          />
        ),
    },
  ];
}

function Operation({ version, isHead }: { version: MemoryVersionView; isHead: boolean }) {
  return (
    <>
      {OPERATION_WORDS[version.operation]}
      {isHead && <span className="text-ink-3">, published now</span>}
      {version.redactedAt && <span className="text-held">, redacted</span>}
    </>
  );
}
