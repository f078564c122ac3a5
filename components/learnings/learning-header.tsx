import { Lock, LockOpen, Pin, PinOff } from "lucide-react";
import Link from "next/link";
import { Notice } from "@/components/feedback/notice";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { TextField } from "@/components/forms/fields";
import { PageHeader } from "@/components/layout/page-header";
import { VerbForm } from "@/components/review/verb-form";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Select } from "@/components/ui/input";
import { VisibleText } from "@/components/ui/visible-text";
import type { LearningStatus, LearningView } from "@/lib/learnings/types";
import { LearningStatusPill } from "./learning-status";
import { KIND_WORDS } from "./learnings-table";

type Verb = "lock" | "unlock" | "pin" | "unpin" | "expire" | "retire" | "revive" | "copy";

export type LearningHeaderProps = {
  learning: LearningView;
  actions: Record<Verb, FormAction>;
  /** Why each kind of verb may not be used by whoever looks. */
  whyNot: { write: string | null; pin: string | null; copy: string | null };
  /** The other agents. */
  agents: readonly { id: string; name: string }[];
  historyHref: string;
};

export function LearningHeader({ learning, actions, whyNot, agents, historyHref }: LearningHeaderProps) {
  const hidden = { memory_id: learning.id };
  const locked = learning.isLocked ? "Locked. Unlock it first" : null;
  const isGone = learning.content === null;
  return (
    <>
      <PageHeader
        title={<VisibleText text={learning.title} />}
        back={{ href: "/learnings", label: "Back to learnings" }}
        meta={
          <>
            <LearningStatusPill status={learning.status} />
            {learning.isPinned && (
              <span className="inline-flex items-center gap-1">
                <Icon icon={Pin} size={14} /> Pinned
              </span>
            )}
            <span>
              {KIND_WORDS[learning.kind]},{" "}
              <Link href={`/agents/${learning.agentId}`} className="hover:underline hover:underline-offset-3">
                <VisibleText text={learning.agentName} />
              </Link>
            </span>
          </>
        }
        actions={
          <>
            <VerbForm
              key={`pin ${learning.isPinned}`}
              action={learning.isPinned ? actions.unpin : actions.pin}
              hidden={hidden}
              verb={learning.isPinned ? "Unpin" : "Pin"}
              disabledReason={whyNot.pin}
              icon={<Icon icon={learning.isPinned ? PinOff : Pin} size={14} />}
              variant="quiet"
              done={{ message: learning.isPinned ? "Unpinned" : "Pinned: it is always considered" }}
            />
            <span data-shortcut="l">
              <VerbForm
                key={`lock ${learning.isLocked}`}
                action={learning.isLocked ? actions.unlock : actions.lock}
                hidden={hidden}
                verb={learning.isLocked ? "Unlock" : "Lock"}
                pendingVerb={learning.isLocked ? "Unlocking" : "Locking"}
                disabledReason={whyNot.write}
                icon={<Icon icon={learning.isLocked ? LockOpen : Lock} size={14} />}
                variant="quiet"
                done={{ message: learning.isLocked ? "Unlocked" : "Locked: dreams, edits and rollbacks leave it as it is" }}
              />
            </span>
            <ConfirmDialog
              trigger="Expiry"
              variant="quiet"
              title={`When does “${learning.title}” expire?`}
              disabledReason={whyNot.write ?? locked ?? (isGone ? "It is retired" : null)}
              action={actions.expire}
              hidden={hidden}
              submitLabel="Set expiry"
              pendingLabel="Setting"
              successMessage="Expiry set as a new version"
              fields={
                <TextField
                  name="expires_at"
                  type="date"
                  label="Last day"
                  hint="Empty: it never expires."
                  defaultValue={learning.expiresAt?.toISOString().slice(0, 10) ?? ""}
                />
              }
            >
              <p>After that day no session gets it. The date is written into its text as a new version.</p>
            </ConfirmDialog>
            <ConfirmDialog
              trigger="Copy to"
              triggerLabel="Copy to another agent"
              variant="quiet"
              title={`Copy “${learning.title}” to another agent?`}
              disabledReason={whyNot.copy ?? (isGone ? "It is retired" : agents.length === 0 ? "There is no other agent" : null)}
              action={actions.copy}
              hidden={hidden}
              submitLabel="Copy"
              pendingLabel="Copying"
              fields={
                <Field id="copy-to-agent" label="Agent">
                  {(wiring) => <Select {...wiring} name="agent_id" options={agents.map(({ id, name }) => ({ value: id, label: name }))} />}
                </Field>
              }
            >
              <p>
                That agent gets its own copy with this text. Later edits of one leave the other as it is; retiring the copy takes it back.
              </p>
            </ConfirmDialog>
            {isGone ? (
              <VerbForm
                action={actions.revive}
                hidden={hidden}
                verb="Revive"
                pendingVerb="Reviving"
                disabledReason={whyNot.write}
                done={{ message: "Revived with its last text" }}
              />
            ) : (
              <ConfirmDialog
                trigger="Retire"
                variant="danger"
                title={`Retire “${learning.title}”?`}
                disabledReason={whyNot.write ?? locked}
                action={actions.retire}
                hidden={hidden}
                submitLabel="Retire"
                pendingLabel="Retiring"
                successMessage="Retired. Revive brings it back"
                fields={
                  <TextField
                    name="reason"
                    label="Reason"
                    hint="Later dreams read it before they propose the same again."
                    required
                    maxLength={1000}
                  />
                }
              >
                <p>
                  No session gets it any more. {learning.version === 1 ? "Its version stays" : `All ${learning.version} versions stay`}, and
                  it can be revived.
                </p>
              </ConfirmDialog>
            )}
          </>
        }
      />
      {learning.isLocked && (
        <Notice tone="info" mark="bars">
          <b>Locked{learning.lockedBy ? ` by ${learning.lockedBy}` : ""}.</b> Dreams, edits and rollbacks leave it as it is.
        </Notice>
      )}
      <StatusNotice learning={learning} historyHref={historyHref} />
    </>
  );
}

const STATES: Partial<Record<LearningStatus, { tone: "held" | "quarantined" | "info"; text: string }>> = {
  held: { tone: "held", text: "It is not given to sessions until a person has looked at it." },
  quarantined: { tone: "quarantined", text: "Sessions that got it went worse, so it is no longer given." },
  proposed: { tone: "info", text: "It is not published yet." },
};

/** What stands in the way of its being used. */
function StatusNotice({ learning, historyHref }: { learning: LearningView; historyHref: string }) {
  if (learning.content === null) {
    return (
      <Notice
        tone="held"
        mark="dashed"
        actions={
          <Link href={historyHref} className="link">
            Open its history
          </Link>
        }
      >
        <b>Taken out of the store.</b> {learning.retiredReason && <VisibleText text={`${learning.retiredReason.replace(/\.$/, "")}.`} />} No
        session gets it. Every version is kept; restoring one brings it back.
      </Notice>
    );
  }
  const state = STATES[learning.status];
  if (!state) return null;
  return (
    <Notice tone={state.tone}>
      {state.text} {learning.retiredReason && <VisibleText text={learning.retiredReason} />}
    </Notice>
  );
}
