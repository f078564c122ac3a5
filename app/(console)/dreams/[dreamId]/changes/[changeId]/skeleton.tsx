import { Skeleton } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function ChangeSkeleton() {
  return (
    <>
      <PageHeader title="Change" />
      <div className="grid gap-4 px-4 py-4 md:pr-6 md:pl-(--margin-col)">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-4 w-[70%]" />
        <Skeleton className="h-64 w-full" />
        <Skeleton className="h-40 w-full" />
      </div>
    </>
  );
}
