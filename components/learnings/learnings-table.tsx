import { Lock } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable } from "@/components/data-table/data-table";
import { Chip } from "@/components/ui/chip";
import { Num } from "@/components/ui/figures";
import { Icon } from "@/components/ui/icon";
import { Time } from "@/components/ui/time";
import { TrustMark } from "@/components/ui/trust-mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { LearningListItem } from "@/lib/learnings/types";
import { LearningStatusPill } from "./learning-status";

const MOST_TOOLS = 3;

export type LearningsTableProps = { learnings: readonly LearningListItem[]; now: Date; zone: string };

export function LearningsTable({ learnings, now, zone }: LearningsTableProps) {
  return <DataTable label="Learnings" columns={columnsOf(now, zone)} rows={learnings} rowKey={(learning) => learning.id} isHeadSticky />;
}

export const ORIGIN_WORDS: Record<LearningListItem["origin"], string> = { dream: "Dream", person: "Person", import: "API" };
export const KIND_WORDS: Record<LearningListItem["kind"], string> = { note: "Note", playbook: "Playbook" };

function columnsOf(now: Date, zone: string): Column<LearningListItem>[] {
  return [
    {
      key: "title",
      header: "Title",
      isRowHeader: true,
      cell: (learning) => (
        <Link href={`/learnings/${learning.id}`} className="font-medium wrap-anywhere hover:underline hover:underline-offset-3">
          <VisibleText text={learning.title} />
        </Link>
      ),
    },
    { key: "status", header: "Status", cell: (learning) => <LearningStatusPill status={learning.status} /> },
    { key: "kind", header: "Kind", cell: (learning) => KIND_WORDS[learning.kind] },
    {
      key: "agent",
      header: "Agent",
      cell: (learning) => (
        <Link href={`/agents/${learning.agentId}`} className="wrap-anywhere hover:underline hover:underline-offset-3">
          <VisibleText text={learning.agentName} />
        </Link>
      ),
    },
    { key: "tools", header: "Tools", className: "lg:max-2xl:hidden", cell: ({ tools }) => <Tools tools={tools} /> },
    {
      key: "support",
      header: "Support",
      align: "end",
      cell: (learning) => <Num value={learning.supportSessions} missing="Not from a dream" />,
    },
    { key: "trust", header: "Lowest trust", cell: (learning) => <TrustMark trust={learning.trust} /> },
    { key: "origin", header: "Origin", cell: (learning) => ORIGIN_WORDS[learning.origin] },
    {
      key: "locked",
      header: "Lock",
      cell: (learning) =>
        learning.isLocked ? (
          <span className="inline-flex items-center gap-1 whitespace-nowrap">
            <Icon icon={Lock} size={14} /> locked
          </span>
        ) : (
          <span className="text-ink-3">open</span>
        ),
    },
    { key: "updated", header: "Updated", align: "end", cell: (learning) => <Time at={learning.updatedAt} now={now} zone={zone} /> },
  ];
}

function Tools({ tools }: { tools: readonly string[] }) {
  if (tools.length === 0) return <span className="text-ink-3">any</span>;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {tools.slice(0, MOST_TOOLS).map((tool) => (
        <Chip key={tool} isCode>
          <VisibleText text={tool} />
        </Chip>
      ))}
      {tools.length > MOST_TOOLS && <span className="text-ink-3">{tools.length - MOST_TOOLS} more</span>}
    </span>
  );
}
