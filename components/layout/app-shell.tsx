import Link from "next/link";
import type { ReactNode } from "react";
import { ToastHost } from "@/components/feedback/toast-host";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { FocusLink } from "@/components/ui/focus-link";
import { Logo } from "@/components/ui/logo";
import { Mark } from "@/components/ui/mark";
import { AppearanceMenu } from "./appearance-menu";
import { GlobalKeys } from "./global-keys";
import { LiveConnection } from "./live-connection";
import { Main } from "./main";
import type { NavGroup } from "./nav";
import { NavList } from "./nav-list";
import { UserMenu, type UserMenuProps } from "./user-menu";

const SHEET_ID = "main-navigation";

export type AppShellProps = {
  /** Only what exists: one entry per page that can be opened. */
  groups: readonly NavGroup[];
  /** The workspace's name, or a `Menu` to switch. */
  workspace: ReactNode;
  user: Pick<UserMenuProps, "name" | "role">;
  /** The form that signs out: a button with `MENU_ITEM`. */
  signOut: ReactNode;
  /** Links in the user's menu. */
  userLinks?: ReactNode;
  /** Behind the workspace: the time range. */
  headerStart?: ReactNode;
  /** Before the appearance menu: search, connection state, bell. */
  headerEnd?: ReactNode;
  children: ReactNode;
};

/** Header, navigation and main: what every page of the console stands in. Below 1100 px the navigation is a sheet. */
export function AppShell({ groups, workspace, user, signOut, userLinks, headerStart, headerEnd, children }: AppShellProps) {
  return (
    <>
      <SkipLink />
      <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[var(--header)_1fr] xl:grid-cols-[var(--nav)_minmax(0,1fr)] print:block">
        <header className="sticky top-0 z-10 col-span-full grid h-(--header) grid-cols-[auto_minmax(0,1fr)_auto] items-center border-b border-line-2 bg-page xl:grid-cols-[var(--nav)_minmax(0,1fr)_auto] print:hidden">
          <div className="flex h-full items-center gap-2 pl-3 xl:pl-4">
            <button
              type="button"
              popoverTarget={SHEET_ID}
              aria-label="Open navigation"
              className={cx(buttonClasses({ variant: "quiet", isIcon: true }), "xl:hidden")}
            >
              <Mark name="menu" />
            </button>
            <Link href="/" className="flex items-center gap-2 text-base font-semibold tracking-[-0.01em]">
              <Logo />
              <span className="max-md:sr-only">Reverie</span>
            </Link>
          </div>
          <div className="flex min-w-0 items-center gap-2 pl-3 md:pl-6">
            {typeof workspace === "string" ? <span className="min-w-0 truncate px-2 font-medium text-ink-2">{workspace}</span> : workspace}
            {headerStart}
          </div>
          <div className="flex items-center gap-1 pr-3 md:gap-2 md:pr-4">
            {headerEnd}
            <AppearanceMenu />
            <UserMenu name={user.name} role={user.role} signOut={signOut}>
              {userLinks}
            </UserMenu>
          </div>
        </header>
        <nav aria-label="Main" className="border-r border-line-2 bg-page py-3 max-xl:hidden print:hidden">
          <div className="sticky top-[calc(var(--header)+12px)] max-h-[calc(100dvh-var(--header)-24px)] overflow-y-auto">
            <NavList groups={groups} />
          </div>
        </nav>
        <Main className="flex flex-col">{children}</Main>
      </div>
      <div id={SHEET_ID} popover="auto" className="sheet xl:hidden!">
        <nav aria-label="Main">
          <NavList groups={groups} />
        </nav>
      </div>
      <ToastHost />
      <GlobalKeys />
      <LiveConnection />
    </>
  );
}

/** The first thing Tab reaches. */
export function SkipLink() {
  return (
    <FocusLink
      targetId="main"
      className="fixed top-2 left-2 z-40 -translate-y-16 rounded-md bg-solid px-3 py-2 text-on-solid focus:translate-y-0 print:hidden"
    >
      Skip to content
    </FocusLink>
  );
}
