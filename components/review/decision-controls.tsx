"use client";

import type { ReactNode } from "react";
import type { FormAction } from "@/components/forms/action-result";
import { RadioField, TextareaField } from "@/components/forms/fields";
import { Button, type ButtonSize, type ButtonVariant } from "@/components/ui/button";
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
};

/** Approve, edit, reject, or take back what was decided. Nothing is left to decide once it is published. */
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
      {change.status !== "pending" && (
        <VerbForm
          action={props.action}
          hidden={valuesOf(props, "undo", props.self)}
          verb="Undo"
          pendingVerb="Undoing"
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
    done: { message: `Approved ${quoteTitle(change.title)}`, undo: valuesOf(props, "undo", props.self) },
  };
  if (!change.isHeld || disabledReason) {
    return (
      <VerbForm
        {...shared}
        verb="Approve"
        pendingVerb="Approving"
        variant={approveVariant}
        size={size}
        shortcut={hasKeys ? "A" : undefined}
        disabledReason={disabledReason}
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
          done={{ message: `Rejected ${quoteTitle(change.title)}`, undo: valuesOf(props, "undo", props.self) }}
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
  decision: "approve" | "reject" | "undo",
  next: string | undefined,
): Record<string, string> {
  return { dream_id: change.dreamId, change_id: change.id, decision, ...(next ? { next } : {}) };
}
