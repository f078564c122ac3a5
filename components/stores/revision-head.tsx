import Form from "next/form";
import Link from "next/link";
import { Button, ButtonLink } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Mark } from "@/components/ui/mark";
import { MENU_ITEM, Menu } from "@/components/ui/menu";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { StoreAgent } from "@/lib/agents/types";
import { writeMoment } from "@/lib/moment-in-zone";
import { nameOfRevision } from "./store-words";

export type RevisionHeadProps = {
  storeId: string;
  revision: number;
  headRevision: number;
  createdAt: Date | null;
  /** The moment that was asked for, and how it was written. */
  at: Date | null;
  atText: string | null;
  now: Date;
  zone: string;
  rollbackHref: string;
  revertHref: string;
  disabledReason: string | null;
};

/** Which revision the page shows, what can be done with it, and the way to another moment. */
export function RevisionHead(props: RevisionHeadProps) {
  const { storeId, revision, headRevision, createdAt, at, atText, now, zone, rollbackHref, revertHref, disabledReason } = props;
  const name = nameOfRevision(revision);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 md:px-6">
      <p className="min-w-0">
        <b className="inline-block font-semibold first-letter:uppercase">{name}</b>{" "}
        <span className="text-ink-2">
          {at ? (
            <>
              was live on <Time at={at} now={now} zone={zone} show="datetime" />
            </>
          ) : revision === headRevision ? (
            "is live"
          ) : (
            createdAt && (
              <>
                from <Time at={createdAt} now={now} zone={zone} show="datetime" />
              </>
            )
          )}
        </span>
        {atText !== null && at === null && <span className="text-failure"> “{atText}” is no moment: write 2026-11-22T14:05</span>}
      </p>
      <Form action={`/stores/${storeId}`} scroll={false} className="flex items-center gap-2" aria-label="Another moment">
        <label htmlFor="at" className="text-ink-2">
          As of
        </label>
        <span className="w-48">
          <Input
            id="at"
            name="at"
            type="datetime-local"
            required
            key={atText ?? ""}
            defaultValue={at ? writeMoment(at, zone) : undefined}
            max={writeMoment(now, zone)}
            title={zone}
          />
        </span>
        <Button type="submit">Show</Button>
      </Form>
      <div className="ml-auto flex flex-wrap items-center gap-2 print:hidden">
        {revision > 0 && (
          <Doing href={revertHref} disabledReason={disabledReason} label={`Revert only revision ${revision}`}>
            Revert only this
          </Doing>
        )}
        {revision !== headRevision && (
          <Doing href={rollbackHref} disabledReason={disabledReason} label={`Roll back to this: ${name}`}>
            Roll back to this
          </Doing>
        )}
      </div>
    </div>
  );
}

function Doing({
  href,
  disabledReason,
  label,
  children,
}: {
  href: string;
  disabledReason: string | null;
  label: string;
  children: string;
}) {
  if (disabledReason)
    return (
      <Button aria-label={label} disabledReason={disabledReason}>
        {children}
      </Button>
    );
  return (
    <ButtonLink href={href} aria-label={label}>
      {children}
    </ButtonLink>
  );
}

/** Downloads of the revision that is shown. */
export function ExportMenu({ storeId, revision }: { storeId: string; revision: number }) {
  const href = (format: string) => `/stores/${storeId}/export?format=${format}&revision=${revision}`;
  return (
    <Menu
      align="end"
      trigger={
        <>
          Export
          <Mark name="chevron-down" size={14} />
        </>
      }
    >
      <p className="label px-2.5 pt-1">{`Files of ${nameOfRevision(revision)}`}</p>
      <a href={href("zip")} download="" className={MENU_ITEM}>
        ZIP archive
      </a>
      <a href={href("json")} download="" className={MENU_ITEM}>
        JSON
      </a>
    </Menu>
  );
}

export function StoreAgents({ agents }: { agents: readonly StoreAgent[] }) {
  if (agents.length === 0) return <p className="text-ink-2">None: the store stands alone.</p>;
  return (
    <ul aria-label="Agents" className="grid gap-1">
      {agents.map((agent) => (
        <li key={agent.id} className="flex flex-wrap items-baseline gap-x-2">
          <Link href={`/agents/${agent.id}`} className="link">
            <VisibleText text={agent.name} />
          </Link>
          <span className="text-ink-3">version {agent.version}</span>
          {agent.archivedAt && <span className="text-ink-3">archived</span>}
        </li>
      ))}
    </ul>
  );
}
