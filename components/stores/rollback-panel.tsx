import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { VerbForm } from "@/components/review/verb-form";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { MemoryOperation, RevisionDiffEntry } from "@/lib/memory/types";
import { FocusOnShow } from "./focus-on-show";
import { PlannedChanges } from "./planned-changes";
import { nameOfRevision, ROLLBACK_WORDS } from "./store-words";

export type RollbackPanelProps = {
  storeId: string;
  toRevision: number;
  headRevision: number;
  changes: readonly RevisionDiffEntry[];
  keptLocked: readonly { memoryId: string; path: string }[];
  action: FormAction;
  cancelHref: string;
};

/** What a roll back would do, before it is done. It has an address of its own and works without JavaScript. */
export function RollbackPanel({ storeId, toRevision, headRevision, changes, keptLocked, action, cancelHref }: RollbackPanelProps) {
  const cancel = (
    <ButtonLink href={cancelHref} size="lg" variant="quiet" scroll={false}>
      Cancel
    </ButtonLink>
  );
  return (
    <dialog
      open
      aria-labelledby="rollback-title"
      className="static m-0 block w-auto max-w-none border-0 border-b border-line-2 bg-raised px-4 py-4 text-ink md:px-6"
    >
      <FocusOnShow of="rollback-title" />
      <h2 id="rollback-title" tabIndex={-1} className="w-fit text-lg">
        Roll back to {nameOfRevision(toRevision)}?
      </h2>
      <p className="mt-1 max-w-[72ch] text-ink-2">
        {planInWords(changes, keptLocked.length)}
        {changes.length > 0 && ` This becomes revision ${headRevision + 1} and can be undone. Sessions that run keep what they were given.`}
      </p>
      <ul className="mt-3 grid gap-1.5">
        <PlannedChanges changes={changes} words={ROLLBACK_WORDS} label={`now to ${nameOfRevision(toRevision)}`} />
        {keptLocked.map((kept) => (
          <li key={kept.memoryId} className="flex items-baseline gap-2 py-0.5">
            <Mark name="bars" size={14} className="self-center text-held" />
            <span className="font-mono text-xs wrap-anywhere">
              <VisibleText text={kept.path} />
            </span>
            <span className="text-ink-2">is locked and stays as it is</span>
          </li>
        ))}
      </ul>
      <div className="mt-4">
        {changes.length === 0 ? (
          cancel
        ) : (
          <VerbForm
            action={action}
            hidden={{ store_id: storeId, to_revision: String(toRevision) }}
            label="Roll back"
            verb={`Roll back to ${toRevision}`}
            pendingVerb="Rolling back"
            variant="solid"
            size="lg"
            className="max-w-[440px]"
            beside={cancel}
            done={{
              message: `Rolled back to ${nameOfRevision(toRevision)}`,
              undo: { store_id: storeId, to_revision: String(headRevision) },
            }}
          >
            <TextField name="message" label="Message of the revision" aside="optional" maxLength={1000} autoComplete="off" />
          </VerbForm>
        )}
      </div>
    </dialog>
  );
}

function planInWords(changes: readonly RevisionDiffEntry[], locked: number): string {
  const count = (operation: MemoryOperation) => changes.filter((entry) => entry.operation === operation).length;
  const parts = [
    count("created") > 0 ? `${formatCount(count("created"), "learning")} ${count("created") === 1 ? "comes" : "come"} back` : null,
    count("modified") > 0
      ? `${formatCount(count("modified"), "learning")} ${count("modified") === 1 ? "gets its" : "get their"} earlier text`
      : null,
    count("deleted") > 0 ? `${formatCount(count("deleted"), "learning")} ${count("deleted") === 1 ? "is" : "are"} taken out` : null,
    locked > 0
      ? `${formatCount(locked, "locked learning")} ${locked === 1 ? "stays" : "stay"} as ${locked === 1 ? "it is" : "they are"}`
      : null,
  ].filter((part) => part !== null);
  if (changes.length === 0)
    return parts.length === 0 ? "Nothing would change: the store is as it was then." : `Nothing else would change; ${parts.join("")}.`;
  return `${parts.join(", ")}.`;
}
