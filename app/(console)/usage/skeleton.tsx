import { Skeleton, SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function UsageSkeleton() {
  return (
    <>
      <PageHeader title="Usage and cost" />
      <div className="px-4 py-3.5 md:px-6">
        <Skeleton className="h-10 w-full" />
        <Skeleton className="mt-4 h-28 w-full" />
        <div className="mt-4">
          <SkeletonRows label="Usage is on its way" rows={10} />
        </div>
      </div>
    </>
  );
}
