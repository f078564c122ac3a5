import { Skeleton, SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function LearningSkeleton() {
  return (
    <>
      <PageHeader title="Learning" back={{ href: "/learnings", label: "Back to learnings" }} />
      <div className="flex gap-8 border-b border-line px-4 py-3 md:px-6">
        <Skeleton className="h-9 w-28" />
        <Skeleton className="h-9 w-28" />
        <Skeleton className="h-9 w-28" />
      </div>
      <div className="px-4 py-3 md:px-6">
        <SkeletonRows label="The learning is on its way" rows={10} />
      </div>
    </>
  );
}
