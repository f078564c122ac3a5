import { Skeleton, SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function AgentSkeleton() {
  return (
    <>
      <PageHeader
        title={<span className="sr-only">Agent</span>}
        back={{ href: "/agents", label: "Back to agents" }}
        meta={<Skeleton className="h-4 w-48" />}
      />
      <div className="px-4 py-3.5 md:px-6 md:pl-(--margin-col)">
        <SkeletonRows label="The agent is on its way" rows={12} />
      </div>
    </>
  );
}
