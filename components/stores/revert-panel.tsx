import Link from "next/link";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { VerbForm } from "@/components/review/verb-form";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { RevertConflict, RevertPlan } from "@/lib/learnings/revert-plan";
import { FocusOnShow } from "./focus-on-show";
import { PlannedChanges } from "./planned-changes";
import { CONFLICT_WORDS, REVERT_WORDS } from "./store-words";

export type RevertPanelProps = {
  storeId: string;
  revision: number;
  headRevision: number;
  plan: RevertPlan;
  action: FormAction;
  cancelHref: string;
  /** To going back to before that revision, where reverting it alone is not possible. */
  rollbackHref: string;
};

/** What taking one revision out would do, and what stands against it, before anything is done. */
export function RevertPanel({ storeId, revision, headRevision, plan, action, cancelHref, rollbackHref }: RevertPanelProps) {
  const { changes, conflicts } = plan;
  const cancel = (
    <ButtonLink href={cancelHref} size="lg" variant="quiet" scroll={false}>
      Cancel
    </ButtonLink>
  );
  return (
    <dialog
      open
      aria-labelledby="revert-title"
      className="static m-0 block w-auto max-w-none border-0 border-b border-line-2 bg-raised px-4 py-4 text-ink md:px-6"
    >
      <FocusOnShow of="revert-title" />
      <h2 id="revert-title" tabIndex={-1} className="w-fit text-lg">
        {conflicts.length > 0 ? `Revision ${revision} can’t be reverted on its own` : `Revert only revision ${revision}?`}
      </h2>
      <p className="mt-1 max-w-[72ch] text-ink-2">{wordsOf(plan, headRevision)}</p>
      {conflicts.length > 0 ? (
        <ul aria-label="Conflicts" className="mt-3 grid gap-3">
          {conflicts.map((conflict) => (
            <Conflict key={conflict.memoryId} conflict={conflict} revision={revision} />
          ))}
        </ul>
      ) : (
        <ul className="mt-3 grid gap-1.5">
          <PlannedChanges changes={changes} words={REVERT_WORDS} label={`now to without revision ${revision}`} />
        </ul>
      )}
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {conflicts.length > 0 && (
          <ButtonLink href={rollbackHref} size="lg" scroll={false}>
            Look at rolling back to {revision - 1}
          </ButtonLink>
        )}
        {conflicts.length > 0 || changes.length === 0 ? (
          cancel
        ) : (
          <VerbForm
            action={action}
            hidden={{ store_id: storeId, revision: String(revision) }}
            label="Revert revision"
            verb={`Revert ${revision}`}
            pendingVerb="Reverting"
            variant="solid"
            size="lg"
            className="w-full max-w-[440px]"
            beside={cancel}
            done={{ message: `Reverted revision ${revision}`, undo: { store_id: storeId, revision: String(headRevision + 1) } }}
          >
            <TextField name="message" label="Message of the revision" aside="optional" maxLength={1000} autoComplete="off" />
          </VerbForm>
        )}
      </div>
    </dialog>
  );
}

function wordsOf({ changes, conflicts }: RevertPlan, headRevision: number): string {
  if (conflicts.length > 0) {
    const against = `${formatCount(conflicts.length, "file")} ${conflicts.length === 1 ? "stands" : "stand"} against it`;
    const rest = changes.length > 0 ? `, ${formatCount(changes.length, "other")} would have followed` : "";
    return `${against}${rest}. It is all or nothing: nothing is changed.`;
  }
  if (changes.length === 0) return "Nothing of it is left: what it did was undone or overwritten since.";
  return `${formatCount(changes.length, "file")} ${changes.length === 1 ? "changes" : "change"}; what came later stays. This becomes revision ${headRevision + 1} and can be undone.`;
}

function Conflict({ conflict: { memoryId, path, reason, places }, revision }: { conflict: RevertConflict; revision: number }) {
  return (
    <li>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <Mark name="warning" size={14} className="self-center text-held" />
        <Link href={`/learnings/${memoryId}`} className="link font-mono text-xs wrap-anywhere">
          <VisibleText text={path} />
        </Link>
        <span className="text-ink-2">{CONFLICT_WORDS[reason]}</span>
      </p>
      {places.map((place) => (
        <div key={`${place.oursLine} ${place.theirsLine}`} className="mt-1.5 ml-[22px] grid gap-2 md:grid-cols-2">
          <Lines title={`Now, from line ${place.oursLine}`} text={place.ours} />
          <Lines title={`Before revision ${revision}, from line ${place.theirsLine}`} text={place.theirs} />
        </div>
      ))}
    </li>
  );
}

function Lines({ title, text }: { title: string; text: string }) {
  return (
    <figure className="min-w-0 rounded-md border border-line bg-sunken px-3 py-1.5">
      <figcaption className="label">{title}</figcaption>
      <p className="font-serif wrap-anywhere whitespace-pre-wrap">
        {text === "" ? <span className="text-ink-3">no line</span> : <VisibleText text={text} />}
      </p>
    </figure>
  );
}
