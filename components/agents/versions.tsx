import Form from "next/form";
import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import type { FormAction } from "@/components/forms/action-result";
import { VerbForm } from "@/components/review/verb-form";
import { Button } from "@/components/ui/button";
import { DiffView } from "@/components/ui/diff-view";
import { Num } from "@/components/ui/figures";
import { Select } from "@/components/ui/input";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import { changedFields, toTexts } from "@/lib/agents/config-fields";
import type { AgentConfig, AgentVersionView } from "@/lib/agents/types";
import { compareText } from "@/lib/learnings/diff";
import type { Completion } from "@/lib/sessions/types";
import { FIELD_WORDS } from "./config-words";
import { ShareInterval } from "./share-interval";

type Clock = { now: Date; zone: string };

export type VersionsTableProps = Clock & {
  agentId: string;
  versions: readonly AgentVersionView[];
  head: number;
  completion: ReadonlyMap<number, Completion>;
  compareHref: (version: number) => string;
  restore: FormAction;
  disabledReason: string | null;
};

/** Every version with who made it and why, and how its sessions went. */
export function VersionsTable({
  agentId,
  versions,
  head,
  completion,
  compareHref,
  restore,
  disabledReason,
  now,
  zone,
}: VersionsTableProps) {
  return (
    <DataTable
      label="Versions"
      rows={versions}
      rowKey={({ version }) => String(version)}
      columns={[
        {
          key: "version",
          header: "Version",
          isRowHeader: true,
          cell: ({ version }) => (
            <Link href={compareHref(version)} scroll={false} className="link whitespace-nowrap">
              Version {version}
            </Link>
          ),
        },
        { key: "when", header: "When", cell: ({ createdAt }) => <Time at={createdAt} now={now} zone={zone} /> },
        { key: "who", header: "Who", cell: (one) => one.createdByName ?? authorWords(one.createdByType) },
        {
          key: "message",
          header: "Message",
          cell: ({ version, message }) =>
            message ? <VisibleText text={message} /> : <span className="text-ink-3">{version === 1 ? "Made" : "No message"}</span>,
        },
        { key: "sessions", header: "Sessions", align: "end", cell: ({ version }) => <Num value={completion.get(version)?.total ?? 0} /> },
        {
          key: "completion",
          header: "Completion",
          align: "end",
          cell: ({ version }) => <ShareInterval met={completion.get(version)?.met ?? 0} judged={completion.get(version)?.judged ?? 0} />,
        },
        {
          key: "restore",
          header: <span className="sr-only">Restore</span>,
          label: "Restore",
          align: "end",
          cell: ({ version }) =>
            version === head ? (
              <span className="text-ink-3">Current</span>
            ) : (
              <VerbForm
                action={restore}
                hidden={{ agent_id: agentId, version: String(version) }}
                verb="Restore"
                pendingVerb="Restoring"
                verbLabel={`Restore version ${version}`}
                size="sm"
                disabledReason={disabledReason}
                done={{ message: `Restored version ${version} as version ${head + 1}`, undo: { agent_id: agentId, version: String(head) } }}
              />
            ),
        },
      ]}
    />
  );
}

function authorWords(type: string): string {
  return type === "system" ? "Reverie" : type === "api_key" ? "A key" : "A person";
}

export type CompareVersionsProps = {
  agentId: string;
  head: number;
  from: { version: number; config: AgentConfig };
  to: { version: number; config: AgentConfig };
  isSplit: boolean;
  layoutHrefs: { unified: string; split: string };
};

/** Two versions beside each other, only the fields that differ. */
export function CompareVersions({ agentId, head, from, to, isSplit, layoutHrefs }: CompareVersionsProps) {
  const [before, after] = [toTexts(from.config), toTexts(to.config)];
  const fields = changedFields(before, after);
  const options = Array.from({ length: Math.min(head, 200) }, (_, at) => ({ value: String(head - at), label: `Version ${head - at}` }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this is what they show.
    <div role="group" aria-label="Compare versions" className="grid gap-3">
      <Form action={`/agents/${agentId}`} scroll={false} className="flex flex-wrap items-center gap-2">
        <input type="hidden" name="tab" value="versions" />
        {isSplit && <input type="hidden" name="split" value="true" />}
        <label htmlFor="from">From</label>
        <span className="w-36">
          <Select id="from" name="from" key={`from ${from.version}`} defaultValue={String(from.version)} options={options} />
        </span>
        <label htmlFor="to">to</label>
        <span className="w-36">
          <Select id="to" name="to" key={`to ${to.version}`} defaultValue={String(to.version)} options={options} />
        </span>
        <Button type="submit">Compare</Button>
      </Form>
      {fields.length === 0 ? (
        <p className="text-ink-2">
          {from.version === to.version ? "One version with itself: pick another." : "Both hold the same configuration."}
        </p>
      ) : (
        <ul className="grid gap-4">
          {fields.map((field) => (
            <li key={field} className="min-w-0">
              <DiffView
                {...compareText(before[field], after[field])}
                path={FIELD_WORDS[field]}
                label={`version ${from.version} to ${to.version}, ${FIELD_WORDS[field]}`}
                layout={isSplit ? "split" : "unified"}
                layoutHrefs={layoutHrefs}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
