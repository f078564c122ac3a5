"use client";

import type { ReactNode } from "react";
import type { FormAction } from "@/components/forms/action-result";
import { RadioField, TextareaField, TextField } from "@/components/forms/fields";
import { Button, type ButtonSize, type ButtonVariant } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import { Menu } from "@/components/ui/menu";
import { REJECT_REASONS } from "@/lib/learnings/types";
import type { DecidableChange } from "./decidable";
import { quoteTitle, REJECT_WORDS } from "./review-words";
import { VerbForm } from "./verb-form";

export type DecisionControlsProps = {
  change: DecidableChange;
  action: FormAction;
  /** The control that leads to the editor, since that is a place of its own. */
  edit: ReactNode;
  /** Where to go once it is decided, and where the change itself is; without them the page stays. */
  next?: string;
  self?: string;
  /** Why the visitor may not decide. */
  disabledReason: string | null;
  size?: ButtonSize;
  /** One screen has one solid button. */
  approveVariant?: ButtonVariant;
  /** Keys that press the buttons; where one change is on the page. */
  hasKeys?: boolean;
  /** The key of the change's own undo, where the page has no other. */
  undoShortcut?: string;
};

/** Approve, edit, reject, ask for more evidence, or take back what was decided. Nothing is left to decide once it is published. */
export function DecisionControls(props: DecisionControlsProps) {
  const { change, size, disabledReason, edit, hasKeys = false } = props;
  if (change.publishedRevision !== null) return null;
  const canDecide = !change.isTheirs;
  const isApproved = change.status === "approved" || change.status === "edited";
  return (
    <>
      {canDecide && !isApproved && <Approve {...props} hasKeys={hasKeys} />}
      {canDecide && edit}
      {canDecide && change.status !== "rejected" && <Reject {...props} hasKeys={hasKeys} />}
      {canDecide && change.status === "pending" && <MoreEvidence {...props} hasKeys={hasKeys} />}
      {change.status !== "pending" && (
        <VerbForm
          action={props.action}
          hidden={valuesOf(props, "undo", props.self)}
          verb="Undo"
          pendingVerb="Undoing"
          shortcut={props.undoShortcut}
          verbLabel={`Undo the decision on ${quoteTitle(change.title)}`}
          variant="quiet"
          size={size}
          disabledReason={disabledReason}
          reasonAlign="start"
          className="contents"
          conflictHref={props.self}
          done={{ message: `Put back ${quoteTitle(change.title)}` }}
        />
      )}
    </>
  );
}

type PartProps = DecisionControlsProps & { hasKeys: boolean };

function Approve(props: PartProps) {
  const { change, action, size, disabledReason, approveVariant = "solid", hasKeys } = props;
  const shared = {
    action,
    conflictHref: props.self,
    hidden: valuesOf(props, "approve", props.next),
    done: { message: `Approved ${quoteTitle(change.title)}`, undo: takeBackOf(props) },
  };
  const reason = disabledReason ?? change.approveBlocked;
  if (!change.isHeld || reason) {
    return (
      <VerbForm
        {...shared}
        verb="Approve"
        pendingVerb="Approving"
        variant={approveVariant}
        size={size}
        shortcut={hasKeys ? "A" : undefined}
        disabledReason={reason}
        reasonAlign="start"
        className="contents"
      />
    );
  }
  return (
    <span data-shortcut={hasKeys ? "a" : undefined}>
      <Menu
        trigger={<WithKey word="Approve" letter="A" isShown={hasKeys} onSolid={approveVariant === "solid"} />}
        variant={approveVariant}
        size={size}
        className="w-80 p-3!"
      >
        <VerbForm {...shared} label="Approve a held change" verb="Approve" pendingVerb="Approving" variant="outlined">
          <TextareaField
            name="reason"
            label="Why it is safe to approve"
            hint="It was held. The reason is kept with the decision."
            required
            rows={3}
          />
        </VerbForm>
      </Menu>
    </span>
  );
}

function Reject(props: PartProps) {
  const { change, action, size, disabledReason, hasKeys } = props;
  if (disabledReason) {
    return (
      <Button variant="danger" size={size} disabledReason={disabledReason} reasonAlign="start" data-shortcut={hasKeys ? "r" : undefined}>
        <WithKey word="Reject" letter="R" isShown={hasKeys} />
      </Button>
    );
  }
  return (
    <span data-shortcut={hasKeys ? "r" : undefined}>
      <Menu trigger={<WithKey word="Reject" letter="R" isShown={hasKeys} />} variant="danger" size={size} className="w-80 p-3!">
        <VerbForm
          action={action}
          conflictHref={props.self}
          hidden={valuesOf(props, "reject", props.next)}
          label="Reject the change"
          verb="Reject"
          pendingVerb="Rejecting"
          variant="danger"
          done={{ message: `Rejected ${quoteTitle(change.title)}`, undo: takeBackOf(props) }}
        >
          <RadioField
            name="reason_code"
            label="What is wrong with it"
            isRequired
            options={REJECT_REASONS.map((value) => ({ value, label: REJECT_WORDS[value] }))}
          />
          <TextareaField
            name="reason"
            label="Note"
            aside="optional"
            hint="Later dreams don’t propose it again without new evidence."
            rows={2}
          />
        </VerbForm>
      </Menu>
    </span>
  );
}

function MoreEvidence(props: PartProps) {
  const { change, action, size, disabledReason, hasKeys } = props;
  if (disabledReason) {
    return (
      <Button variant="quiet" size={size} disabledReason={disabledReason} reasonAlign="start">
        More evidence
      </Button>
    );
  }
  return (
    <span data-shortcut={hasKeys ? "m" : undefined}>
      <Menu trigger={<WithKey word="More evidence" letter="M" isShown={hasKeys} />} variant="quiet" size={size} className="w-80 p-3!">
        <VerbForm
          action={action}
          conflictHref={props.self}
          hidden={valuesOf(props, "more_evidence", props.next)}
          label="Ask for more evidence"
          verb="Send back"
          pendingVerb="Sending back"
          done={{ message: `Sent back ${quoteTitle(change.title)}`, undo: takeBackOf(props) }}
        >
          <TextField
            name="more_sessions"
            label="Sessions it still takes"
            type="number"
            inputMode="numeric"
            min={1}
            max={1_000_000}
            step={1}
            required
            defaultValue={Math.max(LEAST_MORE, change.support)}
            hint={`Seen in ${formatCount(change.support, "session")} now. A later dream proposes it again once so many more show it.`}
          />
          <TextareaField name="reason" label="What is missing" aside="optional" rows={2} />
        </VerbForm>
      </Menu>
    </span>
  );
}

/** Fewer sessions more would seldom change anybody's mind. */
const LEAST_MORE = 10;

function WithKey({ word, letter, isShown, onSolid }: { word: string; letter: string; isShown: boolean; onSolid?: boolean }) {
  return (
    <>
      {word}
      {isShown && <Kbd onSolid={onSolid}>{letter}</Kbd>}
    </>
  );
}

function valuesOf(
  { change }: DecisionControlsProps,
  decision: "approve" | "reject" | "more_evidence" | "undo",
  next: string | undefined,
  version = change.version,
): Record<string, string> {
  return { dream_id: change.dreamId, change_id: change.id, decision, expected_version: String(version), ...(next ? { next } : {}) };
}

/** Takes back the decision that is made now, and no other. */
function takeBackOf(props: DecisionControlsProps): Record<string, string> {
  return valuesOf(props, "undo", props.self, props.change.version + 1);
}
