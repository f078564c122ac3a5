import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { NavGroup } from "@/components/layout/nav";
import { MENU_ITEM } from "@/components/ui/menu";
import { countReviewQueue } from "@/lib/dreaming/queries";
import { requireVisitor } from "@/lib/web/current-user";
import { signOutAction } from "./actions";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { user, membership, ctx } = await requireVisitor();
  const { open } = await countReviewQueue(ctx);
  return (
    <AppShell
      groups={navigation(open, membership.role === "admin")}
      workspace={membership.workspaceName}
      user={{ name: user.name, role: membership.role }}
      signOut={
        <form action={signOutAction}>
          <button type="submit" className={MENU_ITEM}>
            Sign out
          </button>
        </form>
      }
    >
      {children}
    </AppShell>
  );
}

function navigation(openChanges: number, isAdmin: boolean): NavGroup[] {
  return [
    {
      label: "Work",
      items: [
        { href: "/review", label: "Review", count: openChanges > 0 ? openChanges : null },
        { href: "/sessions", label: "Sessions" },
        { href: "/dreams", label: "Dreams" },
      ],
    },
    { label: "Knowledge", items: [{ href: "/learnings", label: "Learnings" }] },
    {
      label: "Operation",
      items: [
        { href: "/agents", label: "Agents" },
        { href: "/imports", label: "Imports" },
      ],
    },
    ...(isAdmin
      ? [
          {
            label: "House",
            items: [
              { href: "/settings/api-keys", label: "API keys" },
              { href: "/settings/audit", label: "Audit" },
            ],
          },
        ]
      : []),
  ];
}
