"use client";

import { useId } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { MENU_ITEM, Menu } from "@/components/ui/menu";
import { rememberOwn } from "./own-news";
import { useSubmission } from "./use-submission";

export type AssignMenuProps = {
  dreamId: string;
  changeId: string;
  assignedTo: { id: string; name: string } | null;
  people: readonly { id: string; name: string }[];
  me: string;
  action: FormAction;
  disabledReason: string | null;
};

/** Who is to decide it; the visitor stands first. */
export function AssignMenu({ dreamId, changeId, assignedTo, people, me, action, disabledReason }: AssignMenuProps) {
  const idPrefix = useId();
  const { formAction, result, isPending, submit } = useSubmission(action, {
    onDone: (_data, form) => {
      form.closest<HTMLElement>("[popover]")?.hidePopover();
      showToast({ message: "Assignment saved" });
    },
  });
  const words = assignedTo === null ? "Assign" : assignedTo.id === me ? "Assigned to you" : `Assigned to ${assignedTo.name}`;
  if (disabledReason) {
    return (
      <Button variant="quiet" size="sm" disabledReason={disabledReason} reasonAlign="start">
        {words}
      </Button>
    );
  }
  const sorted = [...people.filter((one) => one.id === me), ...people.filter((one) => one.id !== me)];
  return (
    <Menu trigger={words} variant="quiet" size="sm">
      <form
        action={formAction}
        onSubmit={(event) => {
          rememberOwn(changeId);
          submit(event);
        }}
        aria-label="Assign the change"
        aria-busy={isPending}
      >
        <input type="hidden" name="dream_id" value={dreamId} />
        <input type="hidden" name="change_id" value={changeId} />
        {result && !result.ok && <FormError error={result.error} idPrefix={idPrefix} />}
        {sorted.map((one) => (
          <button
            key={one.id}
            type="submit"
            name="user_id"
            value={one.id}
            aria-current={assignedTo?.id === one.id ? "true" : undefined}
            className={MENU_ITEM}
          >
            {one.name}
            {one.id === me && <span className="text-ink-3">you</span>}
          </button>
        ))}
        {assignedTo !== null && (
          <button type="submit" name="user_id" value="nobody" className={`${MENU_ITEM} border-t border-line text-ink-2`}>
            Nobody
          </button>
        )}
      </form>
    </Menu>
  );
}
