import type { Metadata } from "next";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button";
import { requireVisitor } from "@/lib/web/current-user";
import { listNamesWithRole } from "@/lib/workspaces/queries";

export const metadata: Metadata = { title: "Not allowed" };

/** After an action or a page that the visitor's role does not reach. */
export default async function Forbidden() {
  const { ctx, membership } = await requireVisitor();
  const admins = await listNamesWithRole(ctx, "admin");
  return (
    <>
      <PageHeader title="Not allowed" />
      <div className="px-4 py-4 md:px-6">
        <EmptyState
          title={`Your role, ${membership.role}, does not reach this. Nothing was changed.`}
          actions={<ButtonLink href="/">Back to the start</ButtonLink>}
        >
          <p>An admin can give you another role. Ask {new Intl.ListFormat("en", { type: "disjunction" }).format(admins)}.</p>
        </EmptyState>
      </div>
    </>
  );
}
