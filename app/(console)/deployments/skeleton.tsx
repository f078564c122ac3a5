import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function DeploymentsSkeleton() {
  return (
    <>
      <PageHeader title="Deployments" />
      <div className="px-4 py-3.5 md:px-6">
        <SkeletonRows label="Deployments are on their way" rows={10} />
      </div>
    </>
  );
}
