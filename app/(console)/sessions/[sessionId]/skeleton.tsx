import { Skeleton, SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function SessionSkeleton() {
  return (
    <>
      <PageHeader
        title={<span className="sr-only">Session</span>}
        back={{ href: "/sessions", label: "Back to sessions" }}
        meta={<Skeleton className="h-4 w-64" />}
      />
      <div className="h-[58px] border-b border-line max-md:h-60" />
      <div className="px-4 py-3.5 md:px-6 md:pl-(--margin-col)">
        <SkeletonRows label="The session is on its way" rows={14} />
      </div>
    </>
  );
}
