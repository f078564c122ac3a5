import { Mark } from "@/components/ui/mark";
import { MENU_ITEM, Menu } from "@/components/ui/menu";

export type WorkspaceChoice = { id: string; name: string; role: string };

export type WorkspaceSwitcherProps = {
  current: WorkspaceChoice;
  all: readonly WorkspaceChoice[];
  /** Takes the form with `workspaceId`. */
  action: (form: FormData) => Promise<void>;
};

/** The workspace one is in; where one belongs to several, the way to the others. */
export function WorkspaceSwitcher({ current, all, action }: WorkspaceSwitcherProps) {
  if (all.length < 2) return <span className="min-w-0 truncate px-2 font-medium text-ink-2">{current.name}</span>;
  return (
    <Menu
      className="w-64"
      triggerClassName="inline-flex h-(--control) min-w-0 items-center gap-1 rounded-md px-2 font-medium text-ink-2 hover:bg-hover hover:text-ink"
      trigger={
        <>
          <span className="sr-only">Workspace </span>
          <span className="truncate">{current.name}</span>
          <Mark name="chevron-down" size={14} />
        </>
      }
    >
      <form action={action}>
        <ul>
          {all.map((one) => (
            <li key={one.id}>
              <button
                type="submit"
                name="workspaceId"
                value={one.id}
                aria-current={one.id === current.id ? "true" : undefined}
                className={`${MENU_ITEM} justify-between`}
              >
                <span className="min-w-0 truncate">{one.name}</span>
                <span className="text-xs text-ink-3">{one.role}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </Menu>
  );
}
