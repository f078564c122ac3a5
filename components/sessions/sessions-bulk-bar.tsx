"use client";

import { useRouter } from "next/navigation";
import { BulkBar, useSelection } from "@/components/data-table/selection";
import { showToast } from "@/components/feedback/toast-store";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextareaField } from "@/components/forms/fields";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatCount } from "@/components/ui/format";
import { RadioGroup } from "@/components/ui/input";
import type { SessionId } from "@/lib/ids";

export type SessionsBulkBarProps = {
  /** The sessions of this page. */
  ids: readonly SessionId[];
  /** The list's address, for "all that match". */
  query: string;
  /** How many match: "about 12,400 sessions", and whether these are more than the page shows. */
  all: { words: string; isMore: boolean };
  actions: { mark: FormAction; exclude: FormAction; include: FormAction; dream: FormAction };
  /** Why one may not, per action. */
  whyNot: { mark: string | null; exclude: string | null; dream: string | null };
};

type Done = { count: number; ids: readonly string[] };

/** What can be done with the ticked sessions. */
export function SessionsBulkBar({ ids, query, all, actions, whyNot }: SessionsBulkBarProps) {
  const router = useRouter();
  const selection = useSelection(ids.join());
  const chosen = JSON.stringify(selection.isAll ? { query } : { ids: selection.ids });
  const words = selection.isAll ? all.words : formatCount(selection.ids.length, "session");
  const [a, b] = selection.ids;
  const after =
    (message: (count: number) => string, undo: FormAction, extra: Record<string, string> = {}) =>
    (data: unknown) => {
      const done = data as Done;
      selection.clear();
      showToast({
        message: message(done.count),
        undo:
          done.count === 0
            ? undefined
            : {
                run: async () => {
                  const form = new FormData();
                  form.set("selection", JSON.stringify({ ids: done.ids }));
                  for (const [name, value] of Object.entries(extra)) form.set(name, value);
                  const result = await undo(null, form);
                  if (!result.ok) showToast({ tone: "failed", message: result.error.message });
                  router.refresh();
                },
              },
      });
      router.refresh();
    };
  return (
    <BulkBar selection={selection} all={all} noun="session">
      <span data-shortcut="c" className="contents">
        <Button
          disabledReason={selection.ids.length === 2 && !selection.isAll ? null : "Select exactly two sessions"}
          onClick={() => router.push(`/sessions/compare?a=${a}&b=${b}`)}
        >
          Compare
        </Button>
      </span>
      <Dialog trigger="Mark outcome" title={`Mark the outcome of ${words}?`} disabledReason={whyNot.mark}>
        <ActionForm
          action={actions.mark}
          hidden={{ selection: chosen }}
          submitLabel={`Mark ${words}`}
          layout="dialog"
          onSuccess={after((count) => `Marked ${formatCount(count, "session")}`, actions.mark, { verdict: "withdrawn" })}
        >
          <p>Your word outranks the grader’s and the agent’s own. Theirs stay beside it, and a disagreement is shown.</p>
          <RadioGroup
            id="mark-verdict"
            name="verdict"
            label="Outcome"
            isRequired
            options={[
              { value: "met", label: "Met" },
              { value: "not_met", label: "Not met" },
              { value: "withdrawn", label: "Take my word back", hint: "The best of the other sources counts again." },
            ]}
          />
          <TextareaField name="note" label="Note" hint="Why, for whoever reads the session later." rows={2} maxLength={2000} />
        </ActionForm>
      </Dialog>
      <Dialog trigger="Exclude" title={`Exclude ${words} from dreams?`} disabledReason={whyNot.exclude}>
        <ActionForm
          action={actions.exclude}
          hidden={{ selection: chosen }}
          submitLabel="Exclude"
          layout="dialog"
          onSuccess={after((count) => `Excluded ${formatCount(count, "session")} from dreams`, actions.include)}
        >
          <p>No later dream reads them. What earlier dreams learned from them stays. It can be undone.</p>
        </ActionForm>
      </Dialog>
      <Dialog trigger="Include" title={`Include ${words} in dreams?`} disabledReason={whyNot.exclude}>
        <ActionForm
          action={actions.include}
          hidden={{ selection: chosen }}
          submitLabel="Include"
          layout="dialog"
          onSuccess={after((count) => `Included ${formatCount(count, "session")} in dreams`, actions.exclude)}
        >
          <p>Those that are excluded can be read by dreams again.</p>
        </ActionForm>
      </Dialog>
      <Dialog trigger="Dream on these" variant="solid" title={`Dream on ${words}?`} disabledReason={whyNot.dream}>
        <ActionForm action={actions.dream} hidden={{ selection: chosen }} submitLabel="Dream" layout="dialog">
          <p>One dream for each agent among them. It proposes changes; nothing is published before somebody approves it.</p>
        </ActionForm>
      </Dialog>
    </BulkBar>
  );
}
