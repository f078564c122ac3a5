import { Skeleton, SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function ReviewSkeleton() {
  return (
    <>
      <PageHeader title="Review" />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] xl:grid-cols-[328px_minmax(0,1fr)]">
        <div className="border-r border-line bg-page px-6 py-3 max-xl:hidden">
          <SkeletonRows label="The queue is on its way" rows={8} />
        </div>
        <div className="grid content-start gap-4 px-4 py-4 md:pr-6 md:pl-(--margin-col)">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-7 w-[60%]" />
          <Skeleton className="h-4 w-[70%]" />
          <Skeleton className="h-64 w-full" />
        </div>
      </div>
    </>
  );
}
