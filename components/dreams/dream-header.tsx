import Link from "next/link";
import type { FormAction } from "@/components/forms/action-result";
import { PageHeader } from "@/components/layout/page-header";
import { VerbForm } from "@/components/review/verb-form";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { shortenId } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import type { DreamView } from "@/lib/dreaming/types";
import { DreamStatusPill } from "./dream-status";
import { dreamTitle } from "./dream-words";

export type DreamHeaderProps = { dream: DreamView; now: Date; zone: string; cancel: FormAction; disabledReason: string | null };

export function DreamHeader({ dream, now, zone, cancel, disabledReason }: DreamHeaderProps) {
  const isUnderWay = dream.status === "pending" || dream.status === "running";
  return (
    <PageHeader
      title={dreamTitle(dream.createdAt, now, zone)}
      back={{ href: "/dreams", label: "Back to dreams" }}
      meta={
        <>
          <DreamStatusPill status={dream.status} />
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
        isUnderWay && (
          <Dialog trigger="Cancel" title="Cancel this dream?" disabledReason={disabledReason}>
            <p>It stops at its next step. Nothing of it is proposed; digested sessions are kept, and all its sessions stay new.</p>
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
        )
      }
    />
  );
}
