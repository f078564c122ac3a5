import type { ReactNode } from "react";
import { Menu } from "@/components/ui/menu";

export type UserMenuProps = {
  name: string;
  role: string;
  /** Links (`MENU_ITEM`) above the sign-out. */
  children?: ReactNode;
  /** The form that signs out. */
  signOut: ReactNode;
};

export function UserMenu({ name, role, children, signOut }: UserMenuProps) {
  return (
    <Menu
      align="end"
      className="w-72 sm:w-56"
      trigger={
        <>
          <span aria-hidden="true">{initials(name)}</span>
          <span className="sr-only">{`${name}, ${role}`}</span>
        </>
      }
      triggerClassName="ml-1.5 inline-flex size-6 flex-none items-center justify-center rounded-md bg-solid text-2xs font-semibold text-on-solid hover:bg-solid-hover pointer-coarse:size-9"
    >
      <div className="border-b border-line px-2.5 pt-1.5 pb-2">
        <p className="font-semibold wrap-anywhere">{name}</p>
        <p className="text-xs text-ink-3">{role}</p>
      </div>
      <div className="pt-1">
        {children}
        {signOut}
      </div>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}
