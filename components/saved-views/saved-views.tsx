import Link from "next/link";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextField } from "@/components/forms/fields";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/input";
import { Mark } from "@/components/ui/mark";
import { MENU_ITEM, Menu } from "@/components/ui/menu";
import type { SavedView, Screen } from "@/lib/saved-views/types";

export type SavedViewsProps = {
  screen: Screen;
  views: readonly SavedView[];
  /** The list's path. */
  path: string;
  /** The address's query as it is now, without its question mark. */
  query: string;
  saveAction: FormAction;
  deleteAction: FormAction;
  /** Why one can't share with everybody. */
  cannotShare: string | null;
  /** May delete what others share. */
  isAdmin: boolean;
};

/** Lists kept under a name. Choosing one goes to its address: nothing is layered over what the address says. */
export function SavedViews({ screen, views, path, query, saveAction, deleteAction, cannotShare, isAdmin }: SavedViewsProps) {
  const current = views.find((view) => view.query === query);
  return (
    <>
      <Menu trigger={current ? `View: ${current.name}` : "Views"} size="md" align="end" className="w-72">
        {views.length === 0 && <p className="px-2.5 py-1.5 text-ink-3">No views yet. Filter the list, then save it under a name.</p>}
        <ul>
          {views.map((view) => (
            <li key={view.id} className="flex items-center gap-1">
              <Link
                href={view.query ? `${path}?${view.query}` : path}
                aria-current={view.id === current?.id || undefined}
                className={`${MENU_ITEM} min-w-0 flex-1`}
              >
                <span className="min-w-0 flex-1 wrap-anywhere">{view.name}</span>
                <span className="text-xs text-ink-3">
                  {view.isShared ? (view.isMine ? "Shared" : `By ${view.createdByName ?? "another"}`) : "Mine"}
                </span>
              </Link>
              {(view.isMine || isAdmin) && (
                <ActionForm
                  action={deleteAction}
                  hidden={{ view_id: view.id }}
                  submitLabel="Delete"
                  submitVariant="quiet"
                  label={`Delete the view ${view.name}`}
                  layout="inline"
                  successMessage={`Deleted the view ${view.name}`}
                />
              )}
            </li>
          ))}
        </ul>
      </Menu>
      <Dialog
        trigger={
          <>
            <Mark name="plus" size={14} />
            Save view
          </>
        }
        variant="quiet"
        title="Save this list as a view?"
      >
        <ActionForm
          action={saveAction}
          hidden={{ screen, query }}
          submitLabel="Save view"
          layout="dialog"
          successMessage="View saved"
          resetOnSuccess
        >
          <p>Its filters, order, columns and time range are kept as they stand in the address.</p>
          <TextField name="name" label="Name" required maxLength={80} autoComplete="off" />
          <Checkbox
            id={`share-${screen}`}
            name="is_shared"
            label="Share with everybody in the workspace"
            disabled={cannotShare !== null}
            hint={cannotShare ?? undefined}
          />
        </ActionForm>
      </Dialog>
    </>
  );
}
