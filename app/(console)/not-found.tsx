import type { Metadata } from "next";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <div className="px-4 py-4 md:px-6">
        <EmptyState title="There is nothing at this address." actions={<ButtonLink href="/">Back to the start</ButtonLink>}>
          <p>It never existed, was deleted, or belongs to a workspace that you are not in.</p>
        </EmptyState>
      </div>
    </>
  );
}
