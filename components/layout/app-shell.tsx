import Link from "next/link";
import type { ReactNode } from "react";
import { ToastHost } from "@/components/feedback/toast-host";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { FocusLink } from "@/components/ui/focus-link";
import { Logo } from "@/components/ui/logo";
import { Mark } from "@/components/ui/mark";
import { AppearanceFields, AppearanceMenu } from "./appearance-menu";
import type { Attention } from "./attention";
import { AttentionProvider } from "./attention-provider";
import { Bell } from "./bell";
import { ConnectionState } from "./connection-state";
import { GlobalKeys } from "./global-keys";
import { LiveConnection } from "./live-connection";
import { Main } from "./main";
import type { NavGroup } from "./nav";
import { NavList } from "./nav-list";
import { PaletteHost, SearchButton } from "./palette-host";
import type { PaletteAction } from "./palette-items";
import { PrintedHead } from "./printed-head";
import { TimeRange } from "./time-range";
import { UserMenu, type UserMenuProps } from "./user-menu";

const SHEET_ID = "main-navigation";

export type AppShellProps = {
  /** Only what exists: one entry per page that can be opened. */
  groups: readonly NavGroup[];
  /** The workspace's name, with the way to others. */
  workspace: ReactNode;
  attention: Attention;
  user: Pick<UserMenuProps, "name" | "role">;
  /** The form that signs out: a button with `MENU_ITEM`. */
  signOut: ReactNode;
  /** Links in the user's menu. */
  userLinks?: ReactNode;
  /** The request's clock, and the workspace's zone: what the time range counts from. */
  now: string;
  zone: string;
  /** What the palette offers besides navigation; only what the visitor may do. */
  actions: readonly PaletteAction[];
  workspaceId: string;
  children: ReactNode;
};

/** Header, navigation and main: what every page of the console stands in. Below 1100 px the navigation is a sheet. */
export function AppShell({
  groups,
  workspace,
  attention,
  user,
  signOut,
  userLinks,
  now,
  zone,
  actions,
  workspaceId,
  children,
}: AppShellProps) {
  return (
    <AttentionProvider initial={attention}>
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
            <Link href="/" className="flex items-center gap-2 text-base font-semibold tracking-[-0.01em] max-[359px]:sr-only">
              <Logo />
              <span className="max-md:sr-only">Reverie</span>
            </Link>
          </div>
          <div className="flex min-w-0 items-center gap-1 pl-1 md:gap-2 md:pl-4">
            {workspace}
            <TimeRange now={now} zone={zone} />
          </div>
          <div className="flex items-center gap-0.5 pr-3 md:gap-1 md:pr-4">
            <SearchButton />
            <ConnectionState />
            <AppearanceMenu className="max-sm:hidden" />
            <Bell />
            <UserMenu name={user.name} role={user.role} signOut={signOut}>
              <div className="border-b border-line pb-1 sm:hidden">
                <AppearanceFields />
              </div>
              {userLinks}
            </UserMenu>
          </div>
        </header>
        <nav aria-label="Main" className="border-r border-line-2 bg-page py-3 max-xl:hidden print:hidden">
          <div className="sticky top-[calc(var(--header)+12px)] max-h-[calc(100dvh-var(--header)-24px)] overflow-y-auto">
            <NavList groups={groups} />
          </div>
        </nav>
        <Main className="flex flex-col">
          <PrintedHead now={now} zone={zone} />
          {children}
        </Main>
      </div>
      <div id={SHEET_ID} popover="auto" className="sheet xl:hidden!">
        <nav aria-label="Main">
          <NavList groups={groups} />
        </nav>
      </div>
      <ToastHost />
      <GlobalKeys />
      <PaletteHost groups={groups} actions={actions} workspaceId={workspaceId} />
      <LiveConnection />
    </AttentionProvider>
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
