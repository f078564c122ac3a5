import type { Metadata } from "next";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button";
import { requireVisitor } from "@/lib/web/current-user";
import { listNamesWithRole } from "@/lib/workspaces/queries";

export const metadata: Metadata = { title: "Needs the admin role" };

/** Every page of the settings is an admin's: it says so, and who that is. */
export default async function SettingsForbidden() {
  const { ctx, membership } = await requireVisitor();
  const admins = await listNamesWithRole(ctx, "admin");
  return (
    <>
      <PageHeader title="Needs the admin role" />
      <div className="px-4 py-4 md:px-6">
        <EmptyState title="This page needs the admin role." actions={<ButtonLink href="/">Back to the start</ButtonLink>}>
          <p>
            Your role is {membership.role}. Admins of {membership.workspaceName}: {new Intl.ListFormat("en").format(admins)}.
          </p>
        </EmptyState>
      </div>
    </>
  );
}
