import { Skeleton, SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function DreamSkeleton() {
  return (
    <>
      <PageHeader title="Dream" back={{ href: "/dreams", label: "Back to dreams" }} />
      <div className="flex gap-8 border-b border-line px-4 py-3 md:px-6">
        <Skeleton className="h-9 w-28" />
        <Skeleton className="h-9 w-28" />
        <Skeleton className="h-9 w-28" />
      </div>
      <div className="px-4 py-3 md:pr-6 md:pl-(--margin-col)">
        <SkeletonRows label="The dream is on its way" rows={8} />
      </div>
    </>
  );
}
