import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import { Code, CodeBlock } from "@/components/ui/code";
import { Num } from "@/components/ui/figures";
import { formatCount, shortenId } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { AuditEntry } from "@/lib/audit/types";

export type AuditTableProps = {
  entries: readonly AuditEntry[];
  /** The list with one filter more. */
  actionHref: (action: string) => string;
  subjectHref: (subjectId: string) => string;
  now: Date;
  zone: string;
};

/** Subjects that have a page of their own; the rest is filtered by. */
const WITH_PAGE = new Set(["agent", "session", "dream", "change", "memory", "memory_store", "import"]);
const ACTOR_WORDS: Record<string, string> = { user: "Person", api_key: "API key", session: "Session", system: "System" };

export function AuditTable({ entries, actionHref, subjectHref, now, zone }: AuditTableProps) {
  return (
    <DataTable
      label="Audit log"
      rows={entries}
      rowKey={(entry) => String(entry.seq)}
      isHeadSticky
      columns={[
        { key: "seq", header: "Entry", align: "end", isRowHeader: true, className: "lg:w-16", cell: (entry) => <Num value={entry.seq} /> },
        { key: "at", header: "When", className: "lg:pl-4", cell: (entry) => <Time at={entry.at} now={now} zone={zone} show="datetime" /> },
        {
          key: "who",
          header: "Who",
          cell: (entry) => (
            <span title={entry.actorId ?? undefined}>
              <VisibleText text={entry.actorName ?? (entry.actorId ? shortenId(entry.actorId) : "Reverie")} />{" "}
              <span className="text-xs text-ink-3">{ACTOR_WORDS[entry.actorType] ?? entry.actorType}</span>
            </span>
          ),
        },
        {
          key: "action",
          header: "Action",
          cell: (entry) => (
            <Link href={actionHref(entry.action)} className="link lg:whitespace-nowrap" title="Show only this action">
              <Code>{entry.action}</Code>
            </Link>
          ),
        },
        { key: "subject", header: "Subject", cell: (entry) => <Subject entry={entry} href={subjectHref} /> },
        { key: "details", header: "Details", className: "lg:w-2/5", cell: (entry) => <Details entry={entry} /> },
      ]}
    />
  );
}

function Subject({ entry, href }: { entry: AuditEntry; href: (subjectId: string) => string }) {
  const { subjectType, subjectId } = entry;
  const word = subjectType.replaceAll("_", " ");
  if (subjectId === null) return <span className="text-ink-2">{word}</span>;
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2" title={subjectId}>
      <span className="text-ink-2">{word}</span>
      <Link href={href(subjectId)} className="link">
        <Code>{shortenId(subjectId)}</Code>
      </Link>
      {WITH_PAGE.has(subjectType) && (
        <Link href={`/o/${subjectId}`} className="link text-xs" aria-label={`Open ${word} ${subjectId}`}>
          Open
        </Link>
      )}
    </span>
  );
}

/** The facts on one line, and everything that the entry holds on demand. */
function Details({ entry }: { entry: AuditEntry }) {
  const facts = Object.entries(entry.details);
  const { requestId, beforeHash, afterHash, hash } = entry;
  const all = { ...entry.details, request_id: requestId, before_hash: beforeHash, after_hash: afterHash, hash };
  const line = factsInWords(entry.details);
  return (
    <details className="group/entry text-left">
      <summary className="flex items-baseline gap-1 text-xs/5 text-ink-2 wrap-anywhere hover:text-ink max-lg:justify-end">
        <Mark name="chevron-right" size={14} className="self-center text-ink-3 group-open/entry:rotate-90" />
        {line === "" ? (
          <span className="text-ink-3">Hashes and request</span>
        ) : (
          <VisibleText text={line.length > 160 ? formatCount(facts.length, "fact") : line} />
        )}
      </summary>
      <CodeBlock text={JSON.stringify(all, null, 2)} label={`Entry ${entry.seq}`} />
    </details>
  );
}

/** `{ scope: { since: "2026-…" }, reason: null }` as "scope since 2026-…": what is not there is not said. */
function factsInWords(details: object): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${factInWords(value)}`)
    .join(", ");
}

function factInWords(value: unknown): string {
  if (typeof value === "string") return value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+Z$/, "$1 $2 UTC");
  if (Array.isArray(value)) return value.map(factInWords).join(" ");
  if (typeof value === "object" && value !== null) return factsInWords(value);
  return String(value);
}
