import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { formatCount } from "@/components/ui/format";

export type EndSessionProps = {
  sessionId: string;
  eventCount: number;
  isArchived: boolean;
  archive: FormAction;
  remove: FormAction;
  disabledReason: string | null;
};

/** The two ends that a person can make. */
export function EndSession({ sessionId, eventCount, isArchived, archive, remove, disabledReason }: EndSessionProps) {
  return (
    <>
      {!isArchived && (
        <ConfirmDialog
          trigger="Archive"
          title="Archive this session?"
          disabledReason={disabledReason}
          action={archive}
          hidden={{ session_id: sessionId }}
          submitLabel="Archive"
          pendingLabel="Archiving"
          successMessage="Archived."
          isIrreversible
        >
          <p>It can only be read from then on, and the lists of the API leave it out. Dreams still learn from it. This can’t be undone.</p>
        </ConfirmDialog>
      )}
      <ConfirmDialog
        trigger="Delete"
        variant="danger"
        title={`Delete this session with its ${formatCount(eventCount, "event")}?`}
        disabledReason={disabledReason}
        action={remove}
        hidden={{ session_id: sessionId }}
        submitLabel="Delete"
        pendingLabel="Deleting"
        isIrreversible
        typedName="delete"
      >
        <p>Its log goes for good. One that a dream has learned from can’t be deleted: archive it instead.</p>
      </ConfirmDialog>
    </>
  );
}
