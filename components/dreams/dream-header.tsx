import Link from "next/link";
import type { FormAction } from "@/components/forms/action-result";
import { PageHeader } from "@/components/layout/page-header";
import { VerbForm } from "@/components/review/verb-form";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { formatCount, shortenId } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { MENU_ITEM, Menu } from "@/components/ui/menu";
import { StatusPill } from "@/components/ui/status-pill";
import { VisibleText } from "@/components/ui/visible-text";
import type { DreamView } from "@/lib/dreaming/types";
import { DreamStatusPill } from "./dream-status";
import { dreamTitle } from "./dream-words";

export type DreamHeaderProps = {
  dream: DreamView;
  now: Date;
  zone: string;
  actions: { cancel: FormAction; archive: FormAction; unarchive: FormAction };
  /** Why the visitor may do neither. */
  disabledReason: string | null;
};

export function DreamHeader({ dream, now, zone, actions, disabledReason }: DreamHeaderProps) {
  return (
    <PageHeader
      title={dreamTitle(dream.createdAt, now, zone)}
      back={{ href: "/dreams", label: "Back to dreams" }}
      meta={
        <>
          <DreamStatusPill status={dream.status} />
          {dream.archivedAt && (
            <StatusPill tone="plain" mark="crossed">
              Archived
            </StatusPill>
          )}
          <Link href={`/agents/${dream.agentId}`} className="hover:underline hover:underline-offset-3">
            <VisibleText text={dream.agentName} />
          </Link>
          <span className="inline-flex items-center gap-1 text-ink-3">
            <span className="font-mono text-xs" title={dream.id}>
              {shortenId(dream.id)}
            </span>
            <CopyButton text={dream.id} label="Copy dream id" size="sm" />
          </span>
        </>
      }
      actions={
        dream.status === "pending" || dream.status === "running" ? (
          <CancelDream dream={dream} cancel={actions.cancel} disabledReason={disabledReason} />
        ) : (
          <>
            <Downloads dream={dream} />
            <Archive dream={dream} actions={actions} disabledReason={disabledReason} />
          </>
        )
      }
    />
  );
}

function CancelDream({ dream, cancel, disabledReason }: { dream: DreamView; cancel: FormAction; disabledReason: string | null }) {
  return (
    <Dialog trigger="Cancel" title="Cancel this dream?" disabledReason={disabledReason}>
      <p>
        It stops at its next step and proposes nothing. Digested sessions are kept, and all its sessions stay new.
        {dream.author === "claude" && " A model call that runs is finished, so the cost may still rise a little."}
      </p>
      <DialogActions cancelLabel="Let it go on">
        <VerbForm
          action={cancel}
          hidden={{ dream_id: dream.id }}
          verb="Cancel the dream"
          pendingVerb="Canceling"
          variant="solid"
          size="lg"
          done={{ message: "Canceled the dream" }}
        />
      </DialogActions>
    </Dialog>
  );
}

/** The change set as files. Plain links: a download is no page. */
function Downloads({ dream }: { dream: DreamView }) {
  const count = Object.values(dream.changes).reduce((sum, n) => sum + n, 0);
  if (count === 0) return null;
  const href = (format: string) => `/dreams/${dream.id}/export?format=${format}`;
  return (
    <Menu
      trigger={
        <>
          Download
          <Mark name="chevron-down" size={14} />
        </>
      }
      align="end"
    >
      <ul>
        <li>
          <a href={href("patch")} download className={MENU_ITEM}>
            {formatCount(count, "change")} as a patch
          </a>
        </li>
        <li>
          <a href={href("json")} download className={MENU_ITEM}>
            {formatCount(count, "change")} as JSON
          </a>
        </li>
      </ul>
    </Menu>
  );
}

function Archive({ dream, actions, disabledReason }: Pick<DreamHeaderProps, "dream" | "actions" | "disabledReason">) {
  const hidden = { dream_id: dream.id };
  if (dream.archivedAt) {
    return (
      <VerbForm
        action={actions.unarchive}
        hidden={hidden}
        verb="Bring back"
        pendingVerb="Bringing back"
        disabledReason={disabledReason}
        done={{ message: "Brought the dream back" }}
      />
    );
  }
  const { pending } = dream.decisions;
  return (
    <Dialog trigger="Archive" title="Archive this dream?" disabledReason={disabledReason}>
      <p>
        It leaves the list of dreams. Nothing is deleted, and it can be brought back.
        {pending > 0 && ` ${formatCount(pending, "undecided change")} ${pending === 1 ? "leaves" : "leave"} the review with it.`}
      </p>
      <DialogActions>
        <VerbForm
          action={actions.archive}
          hidden={hidden}
          verb="Archive the dream"
          pendingVerb="Archiving"
          variant="solid"
          size="lg"
          done={{ message: "Archived the dream" }}
        />
      </DialogActions>
    </Dialog>
  );
}
