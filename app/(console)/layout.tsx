import { unstable_rethrow } from "next/navigation";
import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { Attention } from "@/components/layout/attention";
import type { NavGroup } from "@/components/layout/nav";
import type { PaletteAction } from "@/components/layout/palette-items";
import { WorkspaceSwitcher } from "@/components/layout/workspace-switcher";
import { MENU_ITEM } from "@/components/ui/menu";
import { can } from "@/lib/auth/policy";
import type { Membership } from "@/lib/auth/types";
import type { Actor, Ctx } from "@/lib/context";
import { log } from "@/lib/log";
import { requireVisitor } from "@/lib/web/current-user";
import { signOutAction, switchWorkspaceAction } from "./actions";
import { readAttention } from "./attention/read-attention";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { user, membership, memberships, ctx } = await requireVisitor();
  return (
    <AppShell
      groups={navigation(ctx.actor)}
      workspace={<WorkspaceSwitcher current={toChoice(membership)} all={memberships.map(toChoice)} action={switchWorkspaceAction} />}
      workspaceId={membership.workspaceId}
      attention={await attentionOrNothing(ctx)}
      now={ctx.clock.now().toISOString()}
      zone={membership.timeZone}
      actions={actionsFor(ctx.actor)}
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

/** The page matters more than the numbers around it: those that can't be read are left out, and logged. */
async function attentionOrNothing(ctx: Ctx): Promise<Attention> {
  try {
    return await readAttention(ctx);
  } catch (error) {
    unstable_rethrow(error);
    log.error("the shell's numbers could not be read", { requestId: ctx.requestId, error });
    return { notes: {}, items: [] };
  }
}

function toChoice({ workspaceId, workspaceName, role }: Membership) {
  return { id: workspaceId, name: workspaceName, role };
}

function navigation(actor: Actor): NavGroup[] {
  const house = [
    { href: "/settings/models", label: "Models and prices" },
    { href: "/settings/health", label: "Health" },
    ...(can(actor, "api_key.manage") ? [{ href: "/settings/api-keys", label: "API keys" }] : []),
    ...(can(actor, "webhook.manage") ? [{ href: "/settings/webhooks", label: "Webhooks" }] : []),
    ...(can(actor, "audit.read") ? [{ href: "/settings/audit", label: "Audit" }] : []),
    { href: "/settings/api", label: "API reference" },
  ];
  return [
    {
      label: "Work",
      items: [
        { href: "/", label: "Overview" },
        { href: "/review", label: "Review" },
        { href: "/sessions", label: "Sessions" },
        { href: "/dreams", label: "Dreams" },
      ],
    },
    { label: "Knowledge", items: [{ href: "/learnings", label: "Learnings" }] },
    {
      label: "Operation",
      items: [
        { href: "/agents", label: "Agents" },
        { href: "/deployments", label: "Deployments" },
        { href: "/imports", label: "Imports" },
        { href: "/usage", label: "Usage and cost" },
        { href: "/resources", label: "Resources" },
      ],
    },
    ...(house.length > 0 ? [{ label: "House", items: house }] : []),
  ];
}

/** What the palette can begin from anywhere. Actions on one agent come with the agent's own search result. */
function actionsFor(actor: Actor): PaletteAction[] {
  return [
    ...(can(actor, "import.create") ? [{ label: "Import sessions", href: "/imports" }] : []),
    ...(can(actor, "agent.create") ? [{ label: "New agent", href: "/agents/new" }] : []),
    ...(can(actor, "api_key.manage") ? [{ label: "Create an API key", href: "/settings/api-keys" }] : []),
  ];
}
