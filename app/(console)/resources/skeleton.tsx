import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function ResourcesSkeleton() {
  return (
    <>
      <PageHeader title="Resources" />
      <div className="px-4 py-3.5 md:px-6 md:pl-(--margin-col)">
        <SkeletonRows label="Resources are on their way" rows={10} />
      </div>
    </>
  );
}
