import { Lock, type LucideIcon, Pin } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable, type SortDirection } from "@/components/data-table/data-table";
import { Num } from "@/components/ui/figures";
import { Icon } from "@/components/ui/icon";
import { Time } from "@/components/ui/time";
import { TrustMark } from "@/components/ui/trust-mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { LearningListItem, LearningOrder, Trigger } from "@/lib/learnings/types";
import { LearningStatusPill } from "./learning-status";

export type LearningsTableProps = {
  label?: string;
  learnings: readonly LearningListItem[];
  sort: { by: LearningOrder; direction: SortDirection };
  sortHref: (by: LearningOrder, direction: SortDirection) => string;
  now: Date;
  zone: string;
};

export function LearningsTable({ label = "Learnings", learnings, ...rest }: LearningsTableProps) {
  return (
    <DataTable
      label={label}
      columns={columnsOf(rest)}
      rows={learnings}
      rowKey={(learning) => learning.id}
      isHeadSticky={label === "Learnings"}
    />
  );
}

export const ORIGIN_WORDS: Record<LearningListItem["origin"], string> = { dream: "Dream", person: "Person", import: "API" };
export const KIND_WORDS: Record<LearningListItem["kind"], string> = { note: "Note", playbook: "Playbook" };

const TRIGGER_WORDS: [keyof Trigger, string][] = [
  ["tools", "uses"],
  ["errors", "sees"],
  ["intents", "is asked to"],
  ["file_types", "meets files"],
  ["keywords", "reads"],
];

/** "uses book_flight, sees Error: no seat"; each kind by its first value. */
export function triggerInWords(trigger: Trigger): string {
  const parts = TRIGGER_WORDS.flatMap(([key, word]) => {
    const [first, ...more] = trigger[key];
    return first === undefined ? [] : [`${word} ${first}${more.length > 0 ? ` or ${more.length} more` : ""}`];
  });
  return parts.length === 0 ? "Always considered" : parts.join(", ");
}

function columnsOf({ sort, sortHref, now, zone }: Omit<LearningsTableProps, "label" | "learnings">): Column<LearningListItem>[] {
  const sortable = (by: LearningOrder, usual: SortDirection) => {
    const direction = sort.by === by ? sort.direction : null;
    const next = direction === null ? usual : direction === "ascending" ? "descending" : "ascending";
    return { href: sortHref(by, next), direction };
  };
  return [
    {
      key: "chosen",
      header: <span className="sr-only">Choose</span>,
      className: "w-7",
      cell: (learning) => (
        <input
          type="checkbox"
          name="chosen"
          value={learning.id}
          aria-label={`Choose ${learning.title}`}
          className="size-4 align-middle accent-accent pointer-coarse:size-5"
        />
      ),
    },
    {
      key: "title",
      header: "Title",
      isRowHeader: true,
      sort: sortable("title", "ascending"),
      cell: (learning) => (
        <div className="min-w-0 lg:min-w-56">
          <Link href={`/learnings/${learning.id}`} className="font-medium wrap-anywhere hover:underline hover:underline-offset-3">
            <VisibleText text={learning.title} />
          </Link>
          <span className="block text-xs font-normal wrap-anywhere text-ink-3">
            <VisibleText text={triggerInWords(learning.trigger)} />
          </span>
        </div>
      ),
    },
    {
      key: "status",
      header: "Status",
      cell: (learning) => (
        <span className="inline-flex flex-wrap items-center gap-1">
          <LearningStatusPill status={learning.status} />
          {learning.isLocked && <Flag icon={Lock} word="Locked" />}
          {learning.isPinned && <Flag icon={Pin} word="Pinned" />}
        </span>
      ),
    },
    { key: "kind", header: "Kind", cell: (learning) => KIND_WORDS[learning.kind] },
    {
      key: "agent",
      header: "Agent",
      cell: (learning) => (
        <div className="min-w-0 lg:min-w-28">
          <Link href={`/agents/${learning.agentId}`} className="wrap-anywhere hover:underline hover:underline-offset-3">
            <VisibleText text={learning.agentName} />
          </Link>
        </div>
      ),
    },
    {
      key: "support",
      header: "Support",
      align: "end",
      sort: sortable("support", "descending"),
      cell: (learning) => <Num value={learning.supportSessions} missing="Not from a dream" />,
    },
    {
      key: "scope",
      header: "Scope",
      className: "lg:max-[1360px]:hidden",
      cell: (learning) => (learning.scope === "private" ? <span className="whitespace-nowrap text-ink-3">this agent</span> : "federated"),
    },
    { key: "trust", header: "Lowest trust", className: "lg:max-[1360px]:hidden", cell: (learning) => <TrustMark trust={learning.trust} /> },
    { key: "origin", header: "Origin", cell: (learning) => ORIGIN_WORDS[learning.origin] },
    {
      key: "expires",
      header: "Expires",
      sort: sortable("expires_at", "ascending"),
      cell: (learning) =>
        learning.expiresAt ? <Time at={learning.expiresAt} now={now} zone={zone} show="date" /> : <span className="text-ink-3">never</span>,
    },
    {
      key: "version",
      header: "Version",
      cell: (learning) => (
        <span className="whitespace-nowrap">
          {learning.version}
          {learning.authorName && <span className="text-ink-3"> {learning.authorName}</span>}
        </span>
      ),
    },
    {
      key: "updated",
      header: "Updated",
      align: "end",
      sort: sortable("updated_at", "descending"),
      cell: (learning) => <Time at={learning.updatedAt} now={now} zone={zone} />,
    },
  ];
}

function Flag({ icon, word }: { icon: LucideIcon; word: string }) {
  return (
    <span className="inline-flex items-center gap-0.5 text-xs whitespace-nowrap text-ink-2">
      <Icon icon={icon} size={14} /> {word}
    </span>
  );
}
